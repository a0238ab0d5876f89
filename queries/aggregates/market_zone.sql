-- title: โซนของถนนคนเดินรายวัน / Zones of the walking street by day
-- grain: one row per day, own org_unit and zone on which any of these happened
-- unit: stalls, violations, people waiting; satang where the name says so
-- source: fact_market_night, fact_market_zone_night, fact_market_stall_night, fact_market_violation, fact_market_waiting
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, zone_code text, stalls_available int, stalls_booked int, stalls_traded int,
--     stalls_excused int, stalls_absent int, stalls_community int, sales_satang int, stalls_reporting int,
--     due_satang int, paid_in_time_satang int, paid_satang int, overdue_in_satang int, overdue_out_satang int,
--     violations int, waiting_in int, waiting_out int
with
held as (
    select source_key, source_id as night_id, night_date
    from fact_market_night
    where night_status_code = 'held' and is_deleted = false
),
-- what a stall did on a night, once, however often it was booked: traded before absent before excused
stalls as (
    select
        held.night_date as date, fact_market_stall_night.org_unit_key, fact_market_stall_night.zone_code,
        max(
            case fact_market_stall_night.outcome_code when 'traded' then 3 when 'absent' then 2 else 1 end
        ) as outcome,
        max(
            case
                when fact_market_stall_night.outcome_code = 'traded'
                    and fact_market_stall_night.vendor_type_code in ('community', 'otop') then 1
                else 0
            end
        ) as is_community
    from fact_market_stall_night
    join held
        on held.source_key = fact_market_stall_night.source_key and held.night_id = fact_market_stall_night.night_id
    where held.night_date >= :from_date and held.night_date < :to_date
        and fact_market_stall_night.outcome_code <> 'cancelled' and fact_market_stall_night.is_deleted = false
    group by
        held.night_date, fact_market_stall_night.org_unit_key, fact_market_stall_night.zone_code,
        fact_market_stall_night.source_key, fact_market_stall_night.night_id, fact_market_stall_night.stall
),
-- bills of nights that were held, and how much of each was paid, by when
bills as (
    select
        fact_market_stall_night.org_unit_key, fact_market_stall_night.zone_code, fact_market_stall_night.due_date,
        fact_market_stall_night.overdue_date, fact_market_stall_night.paid_date, fact_market_stall_night.fee_satang,
        case
            when fact_market_stall_night.paid_satang > fact_market_stall_night.fee_satang
                then fact_market_stall_night.fee_satang
            else fact_market_stall_night.paid_satang
        end as settled_satang,
        case when fact_market_stall_night.paid_date <= fact_market_stall_night.due_date then 1 else 0 end as is_in_time
    from fact_market_stall_night
    join held
        on held.source_key = fact_market_stall_night.source_key and held.night_id = fact_market_stall_night.night_id
    where fact_market_stall_night.fee_satang > 0 and fact_market_stall_night.is_deleted = false
),
-- one branch for each kind of date; the columns are those of the result
events as (
    select
        held.night_date as date, fact_market_zone_night.org_unit_key, fact_market_zone_night.zone_code,
        fact_market_zone_night.stalls_available as stalls_available, 0 as stalls_booked, 0 as stalls_traded,
        0 as stalls_excused, 0 as stalls_absent, 0 as stalls_community, 0 as sales_satang, 0 as stalls_reporting,
        0 as due_satang, 0 as paid_in_time_satang, 0 as paid_satang, 0 as overdue_in_satang,
        0 as overdue_out_satang, 0 as violations, 0 as waiting_in, 0 as waiting_out
    from fact_market_zone_night
    join held
        on held.source_key = fact_market_zone_night.source_key and held.night_id = fact_market_zone_night.night_id
    where held.night_date >= :from_date and held.night_date < :to_date and fact_market_zone_night.is_deleted = false
    union all
    select
        date, org_unit_key, zone_code,
        0, 1 as stalls_booked, case when outcome = 3 then 1 else 0 end as stalls_traded,
        case when outcome = 1 then 1 else 0 end as stalls_excused,
        case when outcome = 2 then 1 else 0 end as stalls_absent, is_community as stalls_community, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0
    from stalls
    union all
    select
        held.night_date, fact_market_stall_night.org_unit_key, fact_market_stall_night.zone_code,
        0, 0, 0, 0, 0, 0, fact_market_stall_night.sales_satang as sales_satang, 1 as stalls_reporting, 0, 0, 0, 0,
        0, 0, 0, 0
    from fact_market_stall_night
    join held
        on held.source_key = fact_market_stall_night.source_key and held.night_id = fact_market_stall_night.night_id
    where held.night_date >= :from_date and held.night_date < :to_date
        and fact_market_stall_night.outcome_code = 'traded' and fact_market_stall_night.sales_satang > 0
        and fact_market_stall_night.is_deleted = false
    union all
    select
        due_date, org_unit_key, zone_code,
        0, 0, 0, 0, 0, 0, 0, 0, fee_satang as due_satang,
        case when is_in_time = 1 then settled_satang else 0 end as paid_in_time_satang, 0, 0, 0, 0, 0, 0
    from bills
    where due_date >= :from_date and due_date < :to_date
    union all
    select
        paid_date, org_unit_key, zone_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, paid_satang as paid_satang, 0, 0, 0, 0, 0
    from fact_market_stall_night
    where paid_date >= :from_date and paid_date < :to_date and is_deleted = false
    union all
    select
        overdue_date, org_unit_key, zone_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        case when is_in_time = 1 then fee_satang - settled_satang else fee_satang end as overdue_in_satang, 0, 0,
        0, 0
    from bills
    where overdue_date >= :from_date and overdue_date < :to_date and (is_in_time = 0 or settled_satang < fee_satang)
    union all
    select
        paid_date, org_unit_key, zone_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, settled_satang as overdue_out_satang, 0, 0, 0
    from bills
    where paid_date >= :from_date and paid_date < :to_date and is_in_time = 0
    union all
    select
        occurred_date, org_unit_key, zone_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 as violations, 0, 0
    from fact_market_violation
    where occurred_date >= :from_date and occurred_date < :to_date and is_deleted = false
    union all
    select
        requested_date, org_unit_key, zone_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 as waiting_in, 0
    from fact_market_waiting
    where requested_date >= :from_date and requested_date < :to_date and is_deleted = false
    union all
    select
        left_date, org_unit_key, zone_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 as waiting_out
    from fact_market_waiting
    where left_date >= :from_date and left_date < :to_date and is_deleted = false
)
select
    date, org_unit_key, zone_code,
    cast(sum(stalls_available) as bigint) as stalls_available,
    cast(sum(stalls_booked) as bigint) as stalls_booked,
    cast(sum(stalls_traded) as bigint) as stalls_traded,
    cast(sum(stalls_excused) as bigint) as stalls_excused,
    cast(sum(stalls_absent) as bigint) as stalls_absent,
    cast(sum(stalls_community) as bigint) as stalls_community,
    cast(sum(sales_satang) as bigint) as sales_satang,
    cast(sum(stalls_reporting) as bigint) as stalls_reporting,
    cast(sum(due_satang) as bigint) as due_satang,
    cast(sum(paid_in_time_satang) as bigint) as paid_in_time_satang,
    cast(sum(paid_satang) as bigint) as paid_satang,
    cast(sum(overdue_in_satang) as bigint) as overdue_in_satang,
    cast(sum(overdue_out_satang) as bigint) as overdue_out_satang,
    cast(sum(violations) as bigint) as violations,
    cast(sum(waiting_in) as bigint) as waiting_in,
    cast(sum(waiting_out) as bigint) as waiting_out
from events
group by date, org_unit_key, zone_code
order by date, org_unit_key, zone_code
