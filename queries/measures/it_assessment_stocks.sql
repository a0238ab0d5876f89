-- title: ผลประเมินล่าสุด ณ สิ้นช่วง / The last assessment
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: half points (items: items); at the end of the period's last day, or of today
-- source: agg_it_assessment, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, it_ready_halves int, it_ready_items int, it_wifi_office_halves int,
--     it_wifi_phase1_halves int, it_wifi_phase2_halves int, it_cctv_halves int
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
        cast(sum(agg_it_assessment.ready) as bigint) as ready,
        cast(sum(agg_it_assessment.ready_items) as bigint) as ready_items,
        cast(sum(agg_it_assessment.wifi_office) as bigint) as wifi_office,
        cast(sum(agg_it_assessment.wifi_phase1) as bigint) as wifi_phase1,
        cast(sum(agg_it_assessment.wifi_phase2) as bigint) as wifi_phase2,
        cast(sum(agg_it_assessment.cctv) as bigint) as cctv
    from agg_it_assessment
    join units on units.descendant_key = agg_it_assessment.org_unit_key
    left join day_segments on day_segments.date = agg_it_assessment.date
    where agg_it_assessment.date <= :today and agg_it_assessment.date < (select max(ends_on) from periods)
    group by day_segments.segment, units.ancestor_key
),
-- a boundary stands before the changes of the segment it begins
steps as (
    select segment as date, org_unit_key, 1 as is_change, ready, ready_items, wifi_office, wifi_phase1, wifi_phase2, cctv
    from changes
    union all
    select boundaries.date, org_units.org_unit_key, 0, 0, 0, 0, 0, 0, 0
    from boundaries
    cross join (select distinct org_unit_key from changes) as org_units
),
levels as materialized (
    select
        date, org_unit_key, is_change,
        cast(sum(ready) over so_far as bigint) as ready,
        cast(sum(ready_items) over so_far as bigint) as ready_items,
        cast(sum(wifi_office) over so_far as bigint) as wifi_office,
        cast(sum(wifi_phase1) over so_far as bigint) as wifi_phase1,
        cast(sum(wifi_phase2) over so_far as bigint) as wifi_phase2,
        cast(sum(cctv) over so_far as bigint) as cctv
    from steps
    window so_far as (partition by org_unit_key order by date nulls first, is_change)
)
select
    periods.period_id, levels.org_unit_key,
    levels.ready as it_ready_halves,
    levels.ready_items as it_ready_items,
    levels.wifi_office as it_wifi_office_halves,
    levels.wifi_phase1 as it_wifi_phase1_halves,
    levels.wifi_phase2 as it_wifi_phase2_halves,
    levels.cctv as it_cctv_halves
from periods
join levels on levels.date = periods.ends_on and levels.is_change = 0
order by periods.period_id, levels.org_unit_key
