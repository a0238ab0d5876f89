-- title: ครุภัณฑ์คอมพิวเตอร์คงเหลือ / Computer equipment: what was held
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: machines; at the end of the period's last day (or today)
-- source: agg_it_asset_day, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, it_assets_held int, it_assets_old int
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
        day_segments.segment, agg_it_asset_day.org_unit_key,
        sum(agg_it_asset_day.held_in - agg_it_asset_day.held_out) as it_assets_held,
        sum(agg_it_asset_day.old_in - agg_it_asset_day.old_out) as it_assets_old
    from agg_it_asset_day
    left join day_segments on day_segments.date = agg_it_asset_day.date
    where agg_it_asset_day.date <= :today
        and agg_it_asset_day.date < (select max(ends_on) from periods)
    group by day_segments.segment, agg_it_asset_day.org_unit_key
),
changes as materialized (
    select
        own_changes.segment, units.ancestor_key as org_unit_key,
        cast(sum(own_changes.it_assets_held) as bigint) as it_assets_held,
        cast(sum(own_changes.it_assets_old) as bigint) as it_assets_old
    from own_changes
    join units on units.descendant_key = own_changes.org_unit_key
    group by own_changes.segment, units.ancestor_key
),
-- an end stands before the changes of the segment it begins
steps as (
    select segment as date, org_unit_key, 1 as is_change, it_assets_held, it_assets_old
    from changes
    union all
    select ends.date, org_units.org_unit_key, 0 as is_change, 0, 0
    from ends
    cross join (select distinct org_unit_key from changes) as org_units
),
running as materialized (
    select
        date, org_unit_key, is_change,
        sum(it_assets_held) over (partition by org_unit_key order by date nulls first, is_change) as it_assets_held,
        sum(it_assets_old) over (partition by org_unit_key order by date nulls first, is_change) as it_assets_old
    from steps
)
select
    periods.period_id, running.org_unit_key,
    cast(running.it_assets_held as bigint) as it_assets_held,
    cast(running.it_assets_old as bigint) as it_assets_old
from periods
join running on running.date = periods.ends_on
where running.is_change = 0
order by periods.period_id, running.org_unit_key
