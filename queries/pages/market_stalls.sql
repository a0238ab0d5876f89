-- title: ผลรายแผงในช่วงเวลา / What each stall did in a stretch of days
-- grain: one row per stall booked on a night held in the half-open stretch; `stalls` is how many there are in all
-- unit: nights; satang where the name says so
-- source: fact_market_stall_night, fact_market_night, fact_market_stall, dim_word, org_unit_rollup
-- params: from_date date, to_date date, today date, org_unit_key int, zone_code text, words text, limit int, offset int
-- columns: stall text, stall_code text?, earlier_code text?, zone_th text?, zone_en text?, booked int, traded int,
--     excused int, absent int, fee_satang int, overdue_satang int, stalls int
with
nights as (
    select
        fact_market_stall_night.source_key, fact_market_stall_night.stall, fact_market_stall_night.night_id,
        max(fact_market_stall_night.stall_code) as stall_code, max(fact_market_stall_night.zone_code) as zone_code,
        max(
            case fact_market_stall_night.outcome_code when 'traded' then 3 when 'absent' then 2 else 1 end
        ) as outcome,
        sum(fact_market_stall_night.fee_satang) as fee_satang,
        sum(
            case
                when fact_market_stall_night.due_date < :today
                    and fact_market_stall_night.paid_satang < fact_market_stall_night.fee_satang
                    then fact_market_stall_night.fee_satang - fact_market_stall_night.paid_satang
                else 0
            end
        ) as overdue_satang
    from fact_market_stall_night
    join fact_market_night
        on fact_market_night.source_key = fact_market_stall_night.source_key
        and fact_market_night.source_id = fact_market_stall_night.night_id
    join org_unit_rollup
        on org_unit_rollup.descendant_key = fact_market_stall_night.org_unit_key
        and org_unit_rollup.ancestor_key = :org_unit_key
    where fact_market_stall_night.night_date >= :from_date and fact_market_stall_night.night_date < :to_date
        and fact_market_stall_night.night_date < :today and fact_market_night.night_status_code = 'held'
        and fact_market_night.is_deleted = false and fact_market_stall_night.is_deleted = false
        and fact_market_stall_night.outcome_code <> 'cancelled'
        and (:zone_code = '' or fact_market_stall_night.zone_code = :zone_code)
    group by fact_market_stall_night.source_key, fact_market_stall_night.stall, fact_market_stall_night.night_id
),
totals as (
    select
        nights.source_key, nights.stall, max(nights.stall_code) as last_code, max(nights.zone_code) as zone_code,
        cast(count(*) as bigint) as booked,
        cast(sum(case when nights.outcome = 3 then 1 else 0 end) as bigint) as traded,
        cast(sum(case when nights.outcome = 1 then 1 else 0 end) as bigint) as excused,
        cast(sum(case when nights.outcome = 2 then 1 else 0 end) as bigint) as absent,
        cast(sum(nights.fee_satang) as bigint) as fee_satang,
        cast(sum(nights.overdue_satang) as bigint) as overdue_satang
    from nights
    group by nights.source_key, nights.stall
),
named as (
    select
        totals.stall, coalesce(fact_market_stall.stall_code, totals.last_code) as stall_code,
        fact_market_stall.earlier_code, totals.zone_code, totals.booked, totals.traded, totals.excused, totals.absent,
        totals.fee_satang, totals.overdue_satang, totals.source_key
    from totals
    left join fact_market_stall
        on fact_market_stall.source_key = totals.source_key and fact_market_stall.source_id = totals.stall
        and fact_market_stall.is_deleted = false
)
select
    named.stall, named.stall_code, named.earlier_code, dim_word.name_th as zone_th, dim_word.name_en as zone_en,
    named.booked, named.traded, named.excused, named.absent, named.fee_satang, named.overdue_satang,
    cast(count(*) over () as bigint) as stalls
from named
left join dim_word on dim_word.vocabulary = 'market_zone' and dim_word.code = named.zone_code
where :words = '' or lower(coalesce(named.stall_code, '')) = :words or lower(coalesce(named.earlier_code, '')) = :words
order by named.absent desc, named.overdue_satang desc, named.stall_code nulls last, named.source_key, named.stall
limit :limit offset :offset
