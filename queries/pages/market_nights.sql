-- title: ครั้งที่จัดล่าสุด / The latest nights of the walking street
-- grain: one row per night held or called off before a day of which the org_unit has the calendar or a zone, the latest
--     first; stalls and fees are those of its zones, visitors null where the calendar is another's
-- unit: stalls, people; satang where the name says so
-- source: fact_market_night, fact_market_zone_night, fact_market_stall_night, dim_word, org_unit_rollup
-- params: org_unit_key int, before date, limit int
-- columns: night_date date, is_held bool, reason_th text?, reason_en text?, weather_th text?, weather_en text?,
--     visitors int?, is_counted bool, available int, booked int, traded int, absent int, fee_satang int,
--     paid_satang int
with
units as (
    select descendant_key
    from org_unit_rollup
    where ancestor_key = :org_unit_key
),
nights as (
    select
        fact_market_night.source_key, fact_market_night.source_id, fact_market_night.night_date,
        fact_market_night.night_status_code, fact_market_night.cancel_reason_code, fact_market_night.weather_code,
        case when units.descendant_key is not null then fact_market_night.visitors end as visitors,
        fact_market_night.count_method_code
    from fact_market_night
    left join units on units.descendant_key = fact_market_night.org_unit_key
    where fact_market_night.night_date < :before and fact_market_night.is_deleted = false
        and fact_market_night.night_status_code in ('held', 'cancelled')
        and (
            units.descendant_key is not null
            or exists (
                select 1
                from fact_market_zone_night
                join units as of_zone on of_zone.descendant_key = fact_market_zone_night.org_unit_key
                where fact_market_zone_night.source_key = fact_market_night.source_key
                    and fact_market_zone_night.night_id = fact_market_night.source_id
                    and fact_market_zone_night.is_deleted = false
            )
        )
    order by fact_market_night.night_date desc, fact_market_night.market_night_key
    limit :limit
),
zones as (
    select
        nights.source_key, nights.source_id, cast(sum(fact_market_zone_night.stalls_available) as bigint) as available
    from nights
    join fact_market_zone_night
        on fact_market_zone_night.source_key = nights.source_key and fact_market_zone_night.night_id = nights.source_id
    join units on units.descendant_key = fact_market_zone_night.org_unit_key
    where fact_market_zone_night.is_deleted = false
    group by nights.source_key, nights.source_id
),
stalls as (
    select
        nights.source_key, nights.source_id, fact_market_stall_night.zone_code, fact_market_stall_night.stall,
        max(
            case fact_market_stall_night.outcome_code when 'traded' then 3 when 'absent' then 2 else 1 end
        ) as outcome,
        sum(fact_market_stall_night.fee_satang) as fee_satang, sum(fact_market_stall_night.paid_satang) as paid_satang
    from nights
    join fact_market_stall_night
        on fact_market_stall_night.source_key = nights.source_key
        and fact_market_stall_night.night_id = nights.source_id
    join units on units.descendant_key = fact_market_stall_night.org_unit_key
    where fact_market_stall_night.outcome_code <> 'cancelled' and fact_market_stall_night.is_deleted = false
    group by
        nights.source_key, nights.source_id, fact_market_stall_night.zone_code, fact_market_stall_night.stall
),
outcomes as (
    select
        source_key, source_id, cast(count(*) as bigint) as booked,
        cast(sum(case when outcome = 3 then 1 else 0 end) as bigint) as traded,
        cast(sum(case when outcome = 2 then 1 else 0 end) as bigint) as absent,
        cast(sum(fee_satang) as bigint) as fee_satang, cast(sum(paid_satang) as bigint) as paid_satang
    from stalls
    group by source_key, source_id
)
select
    nights.night_date, nights.night_status_code = 'held' as is_held, reasons.name_th as reason_th,
    reasons.name_en as reason_en, weathers.name_th as weather_th, weathers.name_en as weather_en, nights.visitors,
    nights.count_method_code = 'counted' as is_counted, cast(coalesce(zones.available, 0) as bigint) as available,
    cast(coalesce(outcomes.booked, 0) as bigint) as booked, cast(coalesce(outcomes.traded, 0) as bigint) as traded,
    cast(coalesce(outcomes.absent, 0) as bigint) as absent,
    cast(coalesce(outcomes.fee_satang, 0) as bigint) as fee_satang,
    cast(coalesce(outcomes.paid_satang, 0) as bigint) as paid_satang
from nights
left join zones on zones.source_key = nights.source_key and zones.source_id = nights.source_id
left join outcomes on outcomes.source_key = nights.source_key and outcomes.source_id = nights.source_id
left join dim_word as reasons
    on reasons.vocabulary = 'market_cancel_reason' and reasons.code = nights.cancel_reason_code
left join dim_word as weathers on weathers.vocabulary = 'market_weather' and weathers.code = nights.weather_code
order by nights.night_date desc, nights.source_key, nights.source_id
