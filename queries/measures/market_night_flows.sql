-- title: ครั้งที่จัดถนนคนเดินในช่วงเวลา / Nights of the walking street in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anything happened
-- unit: nights; visitors in people
-- source: agg_market_night, dim_period, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, market_nights_held int, market_nights_cancelled int,
--     market_nights_with_visitors int, market_nights_counted int, market_visitors int, market_stage_shows int
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
)
-- a night counts once it is over, and what is due today is not over yet: both stop at yesterday
select
    periods.period_id, units.ancestor_key as org_unit_key,
    cast(
        sum(case when agg_market_night.date < :today then agg_market_night.nights_held else 0 end) as bigint
    ) as market_nights_held,
    cast(
        sum(case when agg_market_night.date < :today then agg_market_night.nights_cancelled else 0 end) as bigint
    ) as market_nights_cancelled,
    cast(
        sum(case when agg_market_night.date < :today then agg_market_night.nights_with_visitors else 0 end) as bigint
    ) as market_nights_with_visitors,
    cast(
        sum(case when agg_market_night.date < :today then agg_market_night.nights_counted else 0 end) as bigint
    ) as market_nights_counted,
    cast(
        sum(case when agg_market_night.date < :today then agg_market_night.visitors else 0 end) as bigint
    ) as market_visitors,
    cast(
        sum(case when agg_market_night.date < :today then agg_market_night.stage_shows else 0 end) as bigint
    ) as market_stage_shows
from periods
join agg_market_night
    on agg_market_night.date >= periods.starts_on and agg_market_night.date < periods.ends_on
    and agg_market_night.date <= :today
join units on units.descendant_key = agg_market_night.org_unit_key
group by periods.period_id, units.ancestor_key
order by periods.period_id, units.ancestor_key
