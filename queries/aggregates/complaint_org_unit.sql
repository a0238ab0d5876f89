-- title: เรื่องร้องเรียนรายวันของหน่วยงาน / Complaints by day and org_unit
-- grain: one row per day and own org_unit on which anything happened
-- unit: complaints; acknowledge_seconds in seconds, stars in stars
-- source: agg_complaint_day
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, received int, received_digital int, acknowledged int,
--     acknowledge_seconds int, forwarded int, opened int, reopened int, finished int, finished_undated int,
--     finished_reopened int, excluded int, over30_in int, over30_out int, due int, done_by_due int, reply_due int,
--     replied_in_time int, rated int, stars int
select
    date, org_unit_key,
    cast(sum(received) as bigint) as received,
    cast(sum(received_digital) as bigint) as received_digital,
    cast(sum(acknowledged) as bigint) as acknowledged,
    cast(sum(acknowledge_seconds) as bigint) as acknowledge_seconds,
    cast(sum(forwarded) as bigint) as forwarded,
    cast(sum(opened) as bigint) as opened,
    cast(sum(reopened) as bigint) as reopened,
    cast(sum(finished) as bigint) as finished,
    cast(sum(finished_undated) as bigint) as finished_undated,
    cast(sum(finished_reopened) as bigint) as finished_reopened,
    cast(sum(excluded) as bigint) as excluded,
    cast(sum(over30_in) as bigint) as over30_in,
    cast(sum(over30_out) as bigint) as over30_out,
    cast(sum(due) as bigint) as due,
    cast(sum(done_by_due) as bigint) as done_by_due,
    cast(sum(reply_due) as bigint) as reply_due,
    cast(sum(replied_in_time) as bigint) as replied_in_time,
    cast(sum(rated) as bigint) as rated,
    cast(sum(stars) as bigint) as stars
from agg_complaint_day
where date >= :from_date and date < :to_date
group by date, org_unit_key
order by date, org_unit_key
