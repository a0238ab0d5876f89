-- title: เรื่องร้องเรียนคงค้าง / Complaints: what was open
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: complaints; at the end of the day before the period, and of its last day (or today)
-- source: agg_complaint_day, dim_period, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, complaints_open_start int, complaints_open_end int,
--     complaints_open_over30 int
with
periods as (
    select period_id, starts_on, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
),
days as (
    select
        agg_complaint_day.date, org_unit_rollup.ancestor_key as org_unit_key,
        cast(
            sum(agg_complaint_day.opened - agg_complaint_day.finished - agg_complaint_day.excluded) as bigint
        ) as added,
        cast(sum(agg_complaint_day.over30_in - agg_complaint_day.over30_out) as bigint) as aged
    from agg_complaint_day
    join org_unit_rollup on org_unit_rollup.descendant_key = agg_complaint_day.org_unit_key
    where agg_complaint_day.date <= :today and agg_complaint_day.date < (select max(ends_on) from periods)
        and org_unit_rollup.ancestor_key in :org_unit_keys
    group by agg_complaint_day.date, org_unit_rollup.ancestor_key
),
boundaries as (
    select starts_on as date from periods
    union
    select ends_on as date from periods
),
-- a boundary stands before the changes of its own day
steps as (
    select date, org_unit_key, 1 as is_change, added, aged
    from days
    union all
    select boundaries.date, org_units.org_unit_key, 0 as is_change, 0 as added, 0 as aged
    from boundaries
    cross join (select distinct org_unit_key from days) as org_units
),
running as (
    select
        date, org_unit_key, is_change,
        cast(sum(added) over (partition by org_unit_key order by date, is_change) as bigint) as open_before,
        cast(sum(aged) over (partition by org_unit_key order by date, is_change) as bigint) as aged_before
    from steps
),
levels as (
    select date, org_unit_key, open_before, aged_before
    from running
    where is_change = 0
)
select
    periods.period_id, ending.org_unit_key,
    starting.open_before as complaints_open_start,
    ending.open_before as complaints_open_end,
    ending.aged_before as complaints_open_over30
from periods
join levels as ending on ending.date = periods.ends_on
join levels as starting on starting.date = periods.starts_on and starting.org_unit_key = ending.org_unit_key
order by periods.period_id, ending.org_unit_key
