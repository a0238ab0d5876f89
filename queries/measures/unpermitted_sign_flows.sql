-- title: ป้ายที่ไม่ได้รับอนุญาตในช่วงเวลา / Signs without a permit: what happened in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anything happened
-- unit: signs; fines in cases; satang
-- source: agg_unpermitted_sign, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, signs_unpermitted_found int, signs_unpermitted_removed int,
--     signs_fines int, signs_fine_satang int
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
        cast(sum(agg_unpermitted_sign.found) as bigint) as found,
        cast(sum(agg_unpermitted_sign.removed) as bigint) as removed,
        cast(sum(agg_unpermitted_sign.fines) as bigint) as fines,
        cast(sum(agg_unpermitted_sign.fine_satang) as bigint) as fine_satang
    from day_segments
    join agg_unpermitted_sign on agg_unpermitted_sign.date = day_segments.date
    join units on units.descendant_key = agg_unpermitted_sign.org_unit_key
    group by day_segments.segment, units.ancestor_key
),
period_segments as materialized (
    select periods.period_id, boundaries.date as segment
    from periods
    join boundaries on boundaries.date >= periods.starts_on and boundaries.date < periods.ends_on
)
select
    period_segments.period_id, segments.org_unit_key,
    cast(sum(segments.found) as bigint) as signs_unpermitted_found,
    cast(sum(segments.removed) as bigint) as signs_unpermitted_removed,
    cast(sum(segments.fines) as bigint) as signs_fines,
    cast(sum(segments.fine_satang) as bigint) as signs_fine_satang
from period_segments
join segments on segments.segment = period_segments.segment
group by period_segments.period_id, segments.org_unit_key
order by period_segments.period_id, segments.org_unit_key
