-- title: ผลตามโซนในช่วงเวลา / The zones of the walking street in a stretch of days
-- grain: one row per zone with anything in the half-open stretch
-- unit: stalls a night, summed over nights; violations; satang where the name says so
-- source: agg_market_zone, dim_word, org_unit_rollup
-- params: from_date date, to_date date, today date, org_unit_key int
-- columns: zone_code text, name_th text?, name_en text?, available int, booked int, traded int, absent int,
--     community int, due_satang int, in_time_satang int, received_satang int, sales_satang int, reporting int,
--     violations int
select
    agg_market_zone.zone_code, dim_word.name_th, dim_word.name_en,
    cast(sum(case when agg_market_zone.date < :today then stalls_available else 0 end) as bigint) as available,
    cast(sum(case when agg_market_zone.date < :today then stalls_booked else 0 end) as bigint) as booked,
    cast(sum(case when agg_market_zone.date < :today then stalls_traded else 0 end) as bigint) as traded,
    cast(sum(case when agg_market_zone.date < :today then stalls_absent else 0 end) as bigint) as absent,
    cast(sum(case when agg_market_zone.date < :today then stalls_community else 0 end) as bigint) as community,
    cast(sum(case when agg_market_zone.date < :today then due_satang else 0 end) as bigint) as due_satang,
    cast(sum(case when agg_market_zone.date < :today then paid_in_time_satang else 0 end) as bigint) as in_time_satang,
    cast(sum(paid_satang) as bigint) as received_satang,
    cast(sum(case when agg_market_zone.date < :today then sales_satang else 0 end) as bigint) as sales_satang,
    cast(sum(case when agg_market_zone.date < :today then stalls_reporting else 0 end) as bigint) as reporting,
    cast(sum(violations) as bigint) as violations
from agg_market_zone
join org_unit_rollup
    on org_unit_rollup.descendant_key = agg_market_zone.org_unit_key
    and org_unit_rollup.ancestor_key = :org_unit_key
left join dim_word on dim_word.vocabulary = 'market_zone' and dim_word.code = agg_market_zone.zone_code
where agg_market_zone.date >= :from_date and agg_market_zone.date < :to_date and agg_market_zone.date <= :today
group by agg_market_zone.zone_code, dim_word.name_th, dim_word.name_en, dim_word.sort_order
order by dim_word.sort_order nulls last, agg_market_zone.zone_code
