-- title: ยอดรับรายวันเท่ากับจำนวนเรื่อง / Daily totals of received complaints equal the complaints
-- grain: one row per touched day on which they differ
-- unit: stops, complaints
-- source: agg_complaint_day, agg_complaint_channel, fact_complaint, etl_touched
-- params:
-- columns: date date, complaints int, by_category int, by_channel int
with
counted as (
    select received_date as date, count(*) as complaints, 0 as by_category, 0 as by_channel
    from fact_complaint
    where is_counted = true and is_deleted = false and received_date in (select date from etl_touched)
    group by received_date
    union all
    select date, 0, sum(received), 0
    from agg_complaint_day
    where date in (select date from etl_touched)
    group by date
    union all
    select date, 0, 0, sum(received)
    from agg_complaint_channel
    where date in (select date from etl_touched)
    group by date
)
select
    date, cast(sum(complaints) as bigint) as complaints, cast(sum(by_category) as bigint) as by_category,
    cast(sum(by_channel) as bigint) as by_channel
from counted
group by date
having sum(complaints) <> sum(by_category) or sum(complaints) <> sum(by_channel)
order by date
