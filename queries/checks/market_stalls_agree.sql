-- title: ยอดแผงรายวันเท่ากับการจอง / Daily totals of stalls agree with each other and with the bookings
-- grain: one row per touched day on which they do not
-- unit: stops, stalls
-- source: agg_market_zone, fact_market_night, fact_market_stall_night, etl_touched
-- params:
-- columns: date date, booked int, by_outcome int, stalls int
with
counted as (
    select date, stalls_booked as booked, stalls_traded + stalls_excused + stalls_absent as by_outcome, 0 as stalls
    from agg_market_zone
    where date in (select date from etl_touched)
    union all
    select fact_market_night.night_date, 0, 0, 1
    from fact_market_stall_night
    join fact_market_night
        on fact_market_night.source_key = fact_market_stall_night.source_key
        and fact_market_night.source_id = fact_market_stall_night.night_id
    where fact_market_night.night_status_code = 'held' and fact_market_night.is_deleted = false
        and fact_market_stall_night.is_deleted = false and fact_market_stall_night.outcome_code <> 'cancelled'
        and fact_market_night.night_date in (select date from etl_touched)
    group by
        fact_market_night.night_date, fact_market_stall_night.source_key, fact_market_stall_night.night_id,
        fact_market_stall_night.org_unit_key, fact_market_stall_night.zone_code, fact_market_stall_night.stall
)
select
    date, cast(sum(booked) as bigint) as booked, cast(sum(by_outcome) as bigint) as by_outcome,
    cast(sum(stalls) as bigint) as stalls
from counted
group by date
having sum(booked) <> sum(by_outcome) or sum(booked) <> sum(stalls)
order by date
