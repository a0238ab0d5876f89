-- title: เรื่องร้องเรียนคงค้าง / Complaints: what was open
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: complaints; at the end of the day before the period, and of its last day (or today)
-- source: agg_complaint_org_unit, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, complaints_open_start int, complaints_open_end int,
--     complaints_open_over30 int
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
own_changes as (
    select
        day_segments.segment, agg_complaint_org_unit.org_unit_key,
        sum(agg_complaint_org_unit.opened - agg_complaint_org_unit.finished - agg_complaint_org_unit.excluded) as added,
        sum(agg_complaint_org_unit.over30_in - agg_complaint_org_unit.over30_out) as aged
    from agg_complaint_org_unit
    left join day_segments on day_segments.date = agg_complaint_org_unit.date
    where agg_complaint_org_unit.date <= :today
        and agg_complaint_org_unit.date < (select max(ends_on) from periods)
    group by day_segments.segment, agg_complaint_org_unit.org_unit_key
),
changes as materialized (
    select
        own_changes.segment, units.ancestor_key as org_unit_key,
        cast(sum(own_changes.added) as bigint) as added, cast(sum(own_changes.aged) as bigint) as aged
    from own_changes
    join units on units.descendant_key = own_changes.org_unit_key
    group by own_changes.segment, units.ancestor_key
),
-- a boundary stands before the changes of the segment it begins
steps as (
    select segment as date, org_unit_key, 1 as is_change, added, aged
    from changes
    union all
    select boundaries.date, org_units.org_unit_key, 0 as is_change, 0 as added, 0 as aged
    from boundaries
    cross join (select distinct org_unit_key from changes) as org_units
),
running as (
    select
        date, org_unit_key, is_change,
        cast(
            sum(added) over (partition by org_unit_key order by date nulls first, is_change) as bigint
        ) as open_before,
        cast(sum(aged) over (partition by org_unit_key order by date nulls first, is_change) as bigint) as aged_before
    from steps
),
levels as materialized (
    select date, org_unit_key, open_before, aged_before
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
    cast(sum(case when ends.is_end = 0 then levels.open_before else 0 end) as bigint) as complaints_open_start,
    cast(sum(case when ends.is_end = 1 then levels.open_before else 0 end) as bigint) as complaints_open_end,
    cast(sum(case when ends.is_end = 1 then levels.aged_before else 0 end) as bigint) as complaints_open_over30
from ends
join levels on levels.date = ends.date
group by ends.period_id, levels.org_unit_key
order by ends.period_id, levels.org_unit_key
