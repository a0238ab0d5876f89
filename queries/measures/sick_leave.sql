-- title: วันลาป่วยในช่วงเวลา / Personnel: sick leave in the period
-- grain: one row per period that the records of leave reach and org_unit (with the units below it) of five people or more
-- unit: half working days of approved sick leave, by its first day
-- source: agg_leave, agg_staff, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, sick_half_days int
with
periods as materialized (
    select period_id, starts_on, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
),
-- sick leave of fewer than five people could tell of one of them: such org_units have no figure
shown as materialized (
    select org_unit_rollup.ancestor_key as org_unit_key
    from org_unit_rollup
    join agg_staff on agg_staff.org_unit_key = org_unit_rollup.descendant_key
    where org_unit_rollup.ancestor_key in :org_unit_keys and agg_staff.date <= :today
    group by org_unit_rollup.ancestor_key
    having sum(agg_staff.staff_change) >= 5
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
        day_segments.segment, shown.org_unit_key, cast(sum(agg_leave.half_days) as bigint) as half_days
    from day_segments
    join agg_leave on agg_leave.date = day_segments.date
    join org_unit_rollup on org_unit_rollup.descendant_key = agg_leave.org_unit_key
    join shown on shown.org_unit_key = org_unit_rollup.ancestor_key
    where agg_leave.leave_type_code = 'sick'
    group by day_segments.segment, shown.org_unit_key
),
period_segments as materialized (
    select periods.period_id, boundaries.date as segment
    from periods
    join boundaries on boundaries.date >= periods.starts_on and boundaries.date < periods.ends_on
),
taken as (
    select
        period_segments.period_id, segments.org_unit_key, cast(sum(segments.half_days) as bigint) as half_days
    from period_segments
    join segments on segments.segment = period_segments.segment
    group by period_segments.period_id, segments.org_unit_key
)
select
    periods.period_id, shown.org_unit_key, cast(coalesce(taken.half_days, 0) as bigint) as sick_half_days
from periods
cross join shown
left join taken on taken.period_id = periods.period_id and taken.org_unit_key = shown.org_unit_key
where periods.ends_on > (select min(date) from agg_leave)
order by periods.period_id, shown.org_unit_key
