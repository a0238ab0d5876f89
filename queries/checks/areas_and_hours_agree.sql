-- title: ยอดตามพื้นที่และชั่วโมงเท่ากับยอดรายวัน / Daily totals by area and by hour equal those by org_unit
-- grain: one row per touched day on which they differ
-- unit: stops, complaints
-- source: agg_complaint_org_unit, agg_complaint_area, agg_complaint_hour, etl_touched
-- params:
-- columns: date date, received int, received_by_area int, received_by_hour int, finished int, finished_by_area int,
--     due int, due_by_area int, done_by_due int, done_by_due_by_area int
with
counted as (
    select
        date, sum(received) as received, sum(finished) as finished, sum(due) as due, sum(done_by_due) as done_by_due,
        0 as received_by_area, 0 as finished_by_area, 0 as due_by_area, 0 as done_by_due_by_area, 0 as received_by_hour
    from agg_complaint_org_unit
    where date in (select date from etl_touched)
    group by date
    union all
    select date, 0, 0, 0, 0, sum(received), sum(finished), sum(due), sum(done_by_due), 0
    from agg_complaint_area
    where date in (select date from etl_touched)
    group by date
    union all
    select date, 0, 0, 0, 0, 0, 0, 0, 0, sum(received)
    from agg_complaint_hour
    where date in (select date from etl_touched)
    group by date
)
select
    date,
    cast(sum(received) as bigint) as received,
    cast(sum(received_by_area) as bigint) as received_by_area,
    cast(sum(received_by_hour) as bigint) as received_by_hour,
    cast(sum(finished) as bigint) as finished,
    cast(sum(finished_by_area) as bigint) as finished_by_area,
    cast(sum(due) as bigint) as due,
    cast(sum(due_by_area) as bigint) as due_by_area,
    cast(sum(done_by_due) as bigint) as done_by_due,
    cast(sum(done_by_due_by_area) as bigint) as done_by_due_by_area
from counted
group by date
having sum(received) <> sum(received_by_area) or sum(received) <> sum(received_by_hour)
    or sum(finished) <> sum(finished_by_area) or sum(due) <> sum(due_by_area)
    or sum(done_by_due) <> sum(done_by_due_by_area)
order by date
