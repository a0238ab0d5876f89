-- title: ค่าธรรมเนียมค้างเท่ากับที่ครบกำหนดลบที่ชำระ / Fees in arrears: what fell overdue less what was paid late
-- grain: one row per kind of sum in which the bills and the daily table differ
-- unit: stops, satang
-- source: agg_market_zone, fact_market_night, fact_market_stall_night
-- params:
-- columns: kind text, by_day int, by_bill int
with
bills as (
    select
        fact_market_stall_night.fee_satang, fact_market_stall_night.due_date, fact_market_stall_night.paid_date,
        case
            when fact_market_stall_night.paid_satang > fact_market_stall_night.fee_satang
                then fact_market_stall_night.fee_satang
            else fact_market_stall_night.paid_satang
        end as settled_satang
    from fact_market_stall_night
    join fact_market_night
        on fact_market_night.source_key = fact_market_stall_night.source_key
        and fact_market_night.source_id = fact_market_stall_night.night_id
    where fact_market_night.night_status_code = 'held' and fact_market_night.is_deleted = false
        and fact_market_stall_night.is_deleted = false and fact_market_stall_night.fee_satang > 0
),
sums as (
    select 'due' as kind, sum(due_satang) as by_day, 0 as by_bill from agg_market_zone
    union all
    select 'due', 0, sum(fee_satang) from bills
    union all
    select 'arrears', sum(overdue_in_satang - overdue_out_satang), 0 from agg_market_zone
    union all
    select 'arrears', 0, sum(fee_satang - settled_satang) from bills
    union all
    select 'received', sum(paid_satang), 0 from agg_market_zone
    union all
    select 'received', 0, sum(paid_satang) from fact_market_stall_night where is_deleted = false
)
select kind, cast(sum(by_day) as bigint) as by_day, cast(sum(by_bill) as bigint) as by_bill
from sums
group by kind
having sum(by_day) <> sum(by_bill)
order by kind
