-- title: ผู้รอคิว ค่าธรรมเนียมค้างชำระ และผู้ค้าสิ้นช่วง / Who waits, fees in arrears, vendors
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: people waiting, vendors; satang where the name says so; at the end of the period's last day (or today)
-- source: agg_market_zone, agg_market_vendor, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, market_waiting int, market_fees_overdue_satang int, market_vendors int
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
    select distinct ends_on as date from periods
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
        day_segments.segment, agg_market_zone.org_unit_key,
        sum(agg_market_zone.waiting_in - agg_market_zone.waiting_out) as waiting,
        sum(agg_market_zone.overdue_in_satang - agg_market_zone.overdue_out_satang) as overdue, 0 as vendors
    from agg_market_zone
    left join day_segments on day_segments.date = agg_market_zone.date
    where agg_market_zone.date <= :today and agg_market_zone.date < (select max(ends_on) from periods)
    group by day_segments.segment, agg_market_zone.org_unit_key
    union all
    select
        day_segments.segment, agg_market_vendor.org_unit_key, 0, 0,
        sum(agg_market_vendor.joined - agg_market_vendor.gone)
    from agg_market_vendor
    left join day_segments on day_segments.date = agg_market_vendor.date
    where agg_market_vendor.date <= :today and agg_market_vendor.date < (select max(ends_on) from periods)
    group by day_segments.segment, agg_market_vendor.org_unit_key
),
changes as materialized (
    select
        own_changes.segment, units.ancestor_key as org_unit_key, cast(sum(own_changes.waiting) as bigint) as waiting,
        cast(sum(own_changes.overdue) as bigint) as overdue, cast(sum(own_changes.vendors) as bigint) as vendors
    from own_changes
    join units on units.descendant_key = own_changes.org_unit_key
    group by own_changes.segment, units.ancestor_key
),
-- a boundary stands before the changes of the segment it begins
steps as (
    select segment as date, org_unit_key, 1 as is_change, waiting, overdue, vendors
    from changes
    union all
    select boundaries.date, org_units.org_unit_key, 0 as is_change, 0 as waiting, 0 as overdue, 0 as vendors
    from boundaries
    cross join (select distinct org_unit_key from changes) as org_units
),
running as (
    select
        date, org_unit_key, is_change,
        cast(sum(waiting) over (partition by org_unit_key order by date nulls first, is_change) as bigint) as waiting,
        cast(sum(overdue) over (partition by org_unit_key order by date nulls first, is_change) as bigint) as overdue,
        cast(sum(vendors) over (partition by org_unit_key order by date nulls first, is_change) as bigint) as vendors
    from steps
),
levels as materialized (
    select date, org_unit_key, waiting, overdue, vendors
    from running
    where is_change = 0
)
select
    periods.period_id, levels.org_unit_key, levels.waiting as market_waiting,
    levels.overdue as market_fees_overdue_satang, levels.vendors as market_vendors
from periods
join levels on levels.date = periods.ends_on
order by periods.period_id, levels.org_unit_key
