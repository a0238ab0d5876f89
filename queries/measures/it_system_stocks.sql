-- title: ระบบสารสนเทศ ณ สิ้นช่วง / Information systems: what there was
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: systems, accounts; at the end of the period's last day, or of today
-- source: agg_it_system, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, it_systems_in_use int, it_systems_in_house int, it_systems_mis int,
--     it_systems_personal int, it_systems_ropa int, it_systems_integrated int, it_systems_restored int,
--     it_accounts_active int
with
periods as materialized (
    select period_id, ends_on
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
changes as materialized (
    select
        day_segments.segment, units.ancestor_key as org_unit_key,
        cast(sum(agg_it_system.in_use) as bigint) as in_use,
        cast(sum(agg_it_system.in_house) as bigint) as in_house,
        cast(sum(agg_it_system.mis) as bigint) as mis,
        cast(sum(agg_it_system.personal) as bigint) as personal,
        cast(sum(agg_it_system.ropa) as bigint) as ropa,
        cast(sum(agg_it_system.integrated) as bigint) as integrated,
        cast(sum(agg_it_system.restored) as bigint) as restored,
        cast(sum(agg_it_system.active_accounts) as bigint) as active_accounts
    from agg_it_system
    join units on units.descendant_key = agg_it_system.org_unit_key
    left join day_segments on day_segments.date = agg_it_system.date
    where agg_it_system.date <= :today and agg_it_system.date < (select max(ends_on) from periods)
    group by day_segments.segment, units.ancestor_key
),
-- a boundary stands before the changes of the segment it begins
steps as (
    select segment as date, org_unit_key, 1 as is_change, in_use, in_house, mis, personal, ropa, integrated, restored, active_accounts
    from changes
    union all
    select boundaries.date, org_units.org_unit_key, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from boundaries
    cross join (select distinct org_unit_key from changes) as org_units
),
levels as materialized (
    select
        date, org_unit_key, is_change,
        cast(sum(in_use) over so_far as bigint) as in_use,
        cast(sum(in_house) over so_far as bigint) as in_house,
        cast(sum(mis) over so_far as bigint) as mis,
        cast(sum(personal) over so_far as bigint) as personal,
        cast(sum(ropa) over so_far as bigint) as ropa,
        cast(sum(integrated) over so_far as bigint) as integrated,
        cast(sum(restored) over so_far as bigint) as restored,
        cast(sum(active_accounts) over so_far as bigint) as active_accounts
    from steps
    window so_far as (partition by org_unit_key order by date nulls first, is_change)
)
select
    periods.period_id, levels.org_unit_key,
    levels.in_use as it_systems_in_use,
    levels.in_house as it_systems_in_house,
    levels.mis as it_systems_mis,
    levels.personal as it_systems_personal,
    levels.ropa as it_systems_ropa,
    levels.integrated as it_systems_integrated,
    levels.restored as it_systems_restored,
    levels.active_accounts as it_accounts_active
from periods
join levels on levels.date = periods.ends_on and levels.is_change = 0
order by periods.period_id, levels.org_unit_key
