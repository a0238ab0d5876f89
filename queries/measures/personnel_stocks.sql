-- title: จำนวนบุคลากรและอัตราตามแผน / Personnel: people in service and posts
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: people, posts; at the end of the day before the period, and of its last day (or today)
-- source: agg_staff, agg_post, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, staff_start int, staff_end int, staff_on_posts_end int, posts_end int
with
periods as materialized (
    select period_id, starts_on, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
),
units as materialized (
    select ancestor_key, descendant_key
    from org_unit_rollup
    where ancestor_key in :org_unit_keys
),
boundaries as (
    select starts_on as date from periods
    union
    select ends_on as date from periods
),
-- days between two neighbouring boundaries always count together: one segment, named by its first day; null before
-- the first boundary
day_segments as materialized (
    select dim_date.date, max(boundaries.date) over (order by dim_date.date) as segment
    from dim_date
    left join boundaries on boundaries.date = dim_date.date
    where dim_date.date < (select max(ends_on) from periods) and dim_date.date <= :today
),
days as (
    select date, org_unit_key, staff_change, on_post_change, 0 as post_change
    from agg_staff
    union all
    select date, org_unit_key, 0, 0, post_change
    from agg_post
),
changes as materialized (
    select
        day_segments.segment, units.ancestor_key as org_unit_key,
        cast(sum(days.staff_change) as bigint) as staff, cast(sum(days.on_post_change) as bigint) as on_posts,
        cast(sum(days.post_change) as bigint) as posts
    from days
    join units on units.descendant_key = days.org_unit_key
    left join day_segments on day_segments.date = days.date
    where days.date <= :today and days.date < (select max(ends_on) from periods)
    group by day_segments.segment, units.ancestor_key
),
-- a boundary stands before the changes of the segment it begins
steps as (
    select segment as date, org_unit_key, 1 as is_change, staff, on_posts, posts
    from changes
    union all
    select boundaries.date, org_units.org_unit_key, 0, 0, 0, 0
    from boundaries
    cross join (select distinct org_unit_key from changes) as org_units
),
running as (
    select
        date, org_unit_key, is_change,
        cast(sum(staff) over (partition by org_unit_key order by date nulls first, is_change) as bigint) as staff,
        cast(sum(on_posts) over (partition by org_unit_key order by date nulls first, is_change) as bigint) as on_posts,
        cast(sum(posts) over (partition by org_unit_key order by date nulls first, is_change) as bigint) as posts
    from steps
),
levels as materialized (
    select date, org_unit_key, staff, on_posts, posts
    from running
    where is_change = 0
),
ends as materialized (
    select period_id, starts_on as date, 0 as is_end
    from periods
    union all
    select period_id, ends_on as date, 1 as is_end
    from periods
)
select
    ends.period_id, levels.org_unit_key,
    cast(sum(case when ends.is_end = 0 then levels.staff else 0 end) as bigint) as staff_start,
    cast(sum(case when ends.is_end = 1 then levels.staff else 0 end) as bigint) as staff_end,
    cast(sum(case when ends.is_end = 1 then levels.on_posts else 0 end) as bigint) as staff_on_posts_end,
    cast(sum(case when ends.is_end = 1 then levels.posts else 0 end) as bigint) as posts_end
from ends
join levels on levels.date = ends.date
group by ends.period_id, levels.org_unit_key
order by ends.period_id, levels.org_unit_key
