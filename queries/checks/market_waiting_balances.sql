-- title: ผู้รอคิวเท่ากับผู้ขอ ลบผู้ออกจากคิว / Who waits is who asked less who left
-- grain: one row where the daily table and the queue differ
-- unit: stops, people
-- source: agg_market_zone, fact_market_waiting
-- params:
-- columns: by_day int, in_queue int
with
sums as (
    select sum(waiting_in - waiting_out) as by_day, 0 as in_queue from agg_market_zone
    union all
    select 0, sum(case when left_date is null then 1 else 0 end) from fact_market_waiting where is_deleted = false
)
select cast(sum(by_day) as bigint) as by_day, cast(sum(in_queue) as bigint) as in_queue
from sums
having sum(by_day) <> sum(in_queue)
order by 1
