-- title: บุคลากรเข้าออกในช่วงเวลา / Personnel: who came and left in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anybody came, left or was moved
-- unit: people
-- source: agg_staff, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, staff_hired int, staff_resigned int, staff_transferred_out int,
--     staff_retired int, staff_left_otherwise int, staff_moved_in int, staff_moved_out int
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
-- the days between two neighbouring boundaries always count together: one segment, named by its first day
day_segments as materialized (
    select dim_date.date, max(boundaries.date) over (order by dim_date.date) as segment
    from dim_date
    left join boundaries on boundaries.date = dim_date.date
    where dim_date.date >= (select min(starts_on) from periods)
        and dim_date.date < (select max(ends_on) from periods) and dim_date.date <= :today
),
segments as materialized (
    select
        day_segments.segment, units.ancestor_key as org_unit_key,
        cast(sum(agg_staff.hired) as bigint) as staff_hired,
        cast(sum(agg_staff.resigned) as bigint) as staff_resigned,
        cast(sum(agg_staff.transferred_out) as bigint) as staff_transferred_out,
        cast(sum(agg_staff.retired) as bigint) as staff_retired,
        cast(sum(agg_staff.left_otherwise) as bigint) as staff_left_otherwise,
        cast(sum(agg_staff.moved_in) as bigint) as staff_moved_in,
        cast(sum(agg_staff.moved_out) as bigint) as staff_moved_out
    from day_segments
    join agg_staff on agg_staff.date = day_segments.date
    join units on units.descendant_key = agg_staff.org_unit_key
    group by day_segments.segment, units.ancestor_key
),
period_segments as materialized (
    select periods.period_id, boundaries.date as segment
    from periods
    join boundaries on boundaries.date >= periods.starts_on and boundaries.date < periods.ends_on
)
select
    period_segments.period_id, segments.org_unit_key,
    cast(sum(segments.staff_hired) as bigint) as staff_hired,
    cast(sum(segments.staff_resigned) as bigint) as staff_resigned,
    cast(sum(segments.staff_transferred_out) as bigint) as staff_transferred_out,
    cast(sum(segments.staff_retired) as bigint) as staff_retired,
    cast(sum(segments.staff_left_otherwise) as bigint) as staff_left_otherwise,
    cast(sum(segments.staff_moved_in) as bigint) as staff_moved_in,
    cast(sum(segments.staff_moved_out) as bigint) as staff_moved_out
from period_segments
join segments on segments.segment = period_segments.segment
group by period_segments.period_id, segments.org_unit_key
order by period_segments.period_id, segments.org_unit_key
