-- title: งานซ่อมคงค้าง / Repairs: what was open
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: repairs; at the end of the period's last day (or today)
-- source: agg_repair_day, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, repairs_open_end int, repairs_waiting_end int,
--     repairs_reported_12m int
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
ends as (
    select distinct ends_on as date
    from periods
),
-- days between two neighbouring ends always count together: one segment, named by its first day; null before the first
day_segments as materialized (
    select dim_date.date, max(ends.date) over (order by dim_date.date) as segment
    from dim_date
    left join ends on ends.date = dim_date.date
    where dim_date.date < (select max(ends_on) from periods) and dim_date.date <= :today
),
own_changes as (
    select
        day_segments.segment, agg_repair_day.org_unit_key,
        sum(agg_repair_day.reported - agg_repair_day.ended) as repairs_open_end,
        sum(agg_repair_day.wait_in - agg_repair_day.wait_out) as repairs_waiting_end,
        sum(agg_repair_day.reported - agg_repair_day.year_out) as repairs_reported_12m
    from agg_repair_day
    left join day_segments on day_segments.date = agg_repair_day.date
    where agg_repair_day.date <= :today
        and agg_repair_day.date < (select max(ends_on) from periods)
    group by day_segments.segment, agg_repair_day.org_unit_key
),
changes as materialized (
    select
        own_changes.segment, units.ancestor_key as org_unit_key,
        cast(sum(own_changes.repairs_open_end) as bigint) as repairs_open_end,
        cast(sum(own_changes.repairs_waiting_end) as bigint) as repairs_waiting_end,
        cast(sum(own_changes.repairs_reported_12m) as bigint) as repairs_reported_12m
    from own_changes
    join units on units.descendant_key = own_changes.org_unit_key
    group by own_changes.segment, units.ancestor_key
),
-- an end stands before the changes of the segment it begins
steps as (
    select segment as date, org_unit_key, 1 as is_change, repairs_open_end, repairs_waiting_end, repairs_reported_12m
    from changes
    union all
    select ends.date, org_units.org_unit_key, 0 as is_change, 0, 0, 0
    from ends
    cross join (select distinct org_unit_key from changes) as org_units
),
running as materialized (
    select
        date, org_unit_key, is_change,
        sum(repairs_open_end) over (partition by org_unit_key order by date nulls first, is_change) as repairs_open_end,
        sum(repairs_waiting_end) over (partition by org_unit_key order by date nulls first, is_change) as repairs_waiting_end,
        sum(repairs_reported_12m) over (partition by org_unit_key order by date nulls first, is_change) as repairs_reported_12m
    from steps
)
select
    periods.period_id, running.org_unit_key,
    cast(running.repairs_open_end as bigint) as repairs_open_end,
    cast(running.repairs_waiting_end as bigint) as repairs_waiting_end,
    cast(running.repairs_reported_12m as bigint) as repairs_reported_12m
from periods
join running on running.date = periods.ends_on
where running.is_change = 0
order by periods.period_id, running.org_unit_key
