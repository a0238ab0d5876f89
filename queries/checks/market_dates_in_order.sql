-- title: ลำดับวันที่ของถนนคนเดิน / Dates of the walking street stand in order
-- grain: one row per kind of fault and night with a touched day
-- unit: warns, bookings
-- source: fact_market_stall_night, fact_market_night, etl_touched
-- params:
-- columns: fault text, night_date date, bookings int
select 'checked in before booked' as fault, night_date, cast(count(*) as bigint) as bookings
from fact_market_stall_night
where checked_in_at < booked_at and is_deleted = false and night_date in (select date from etl_touched)
group by night_date
union all
select 'another day than its night' as fault, fact_market_stall_night.night_date, cast(count(*) as bigint) as bookings
from fact_market_stall_night
join fact_market_night
    on fact_market_night.source_key = fact_market_stall_night.source_key
    and fact_market_night.source_id = fact_market_stall_night.night_id
where fact_market_stall_night.night_date <> fact_market_night.night_date
    and fact_market_stall_night.is_deleted = false and fact_market_night.is_deleted = false
    and fact_market_stall_night.night_date in (select date from etl_touched)
group by fact_market_stall_night.night_date
order by fault, night_date
