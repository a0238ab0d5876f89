-- title: คำขอ งานบริการ ชุดข้อมูล ณ สิ้นช่วง / Requests, services, data sets: what there was
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: requests, services and data sets; at the end of the period's last day, or of today
-- source: agg_it_work, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, it_requests_open int, it_services_digital int, it_services_improved int,
--     it_datasets int
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
        cast(sum(agg_it_work.requests_open) as bigint) as requests_open,
        cast(sum(agg_it_work.services_digital) as bigint) as services_digital,
        cast(sum(agg_it_work.services_improved) as bigint) as services_improved,
        cast(sum(agg_it_work.datasets) as bigint) as datasets
    from agg_it_work
    join units on units.descendant_key = agg_it_work.org_unit_key
    left join day_segments on day_segments.date = agg_it_work.date
    where agg_it_work.date <= :today and agg_it_work.date < (select max(ends_on) from periods)
    group by day_segments.segment, units.ancestor_key
),
-- a boundary stands before the changes of the segment it begins
steps as (
    select segment as date, org_unit_key, 1 as is_change, requests_open, services_digital, services_improved, datasets
    from changes
    union all
    select boundaries.date, org_units.org_unit_key, 0, 0, 0, 0, 0
    from boundaries
    cross join (select distinct org_unit_key from changes) as org_units
),
levels as materialized (
    select
        date, org_unit_key, is_change,
        cast(sum(requests_open) over so_far as bigint) as requests_open,
        cast(sum(services_digital) over so_far as bigint) as services_digital,
        cast(sum(services_improved) over so_far as bigint) as services_improved,
        cast(sum(datasets) over so_far as bigint) as datasets
    from steps
    window so_far as (partition by org_unit_key order by date nulls first, is_change)
)
select
    periods.period_id, levels.org_unit_key,
    levels.requests_open as it_requests_open,
    levels.services_digital as it_services_digital,
    levels.services_improved as it_services_improved,
    levels.datasets as it_datasets
from periods
join levels on levels.date = periods.ends_on and levels.is_change = 0
order by periods.period_id, levels.org_unit_key
