-- title: เรื่องร้องเรียนรายวัน / Complaints by day
-- grain: one row per day, own org_unit and category on which any of these happened
-- unit: complaints; acknowledge_seconds in seconds, stars in stars
-- source: fact_complaint, fact_complaint_spell, dim_channel
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, category_key int, received int, received_digital int, acknowledged int,
--     acknowledge_seconds int, forwarded int, opened int, reopened int, finished int, finished_undated int,
--     finished_reopened int, excluded int, over30_in int, over30_out int, due int, done_by_due int, reply_due int,
--     replied_in_time int, rated int, stars int
with
-- one branch for each kind of date; the columns are those of the result
events as (
    select
        fact_complaint.received_date as date, fact_complaint.org_unit_key, fact_complaint.category_key,
        cast(count(*) as integer) as received,
        cast(sum(case when dim_channel.is_digital = true then 1 else 0 end) as integer) as received_digital,
        0 as acknowledged, 0 as acknowledge_seconds, 0 as forwarded, 0 as opened, 0 as reopened,
        0 as finished, 0 as finished_undated, 0 as finished_reopened, 0 as excluded, 0 as over30_in,
        0 as over30_out, 0 as due, 0 as done_by_due, 0 as reply_due, 0 as replied_in_time, 0 as rated,
        0 as stars
    from fact_complaint
    left join dim_channel on dim_channel.channel_key = fact_complaint.channel_key
    where fact_complaint.received_date >= :from_date and fact_complaint.received_date < :to_date
        and fact_complaint.is_counted = true and fact_complaint.is_deleted = false
    group by fact_complaint.received_date, fact_complaint.org_unit_key, fact_complaint.category_key
    union all
    select
        acknowledged_date, org_unit_key, category_key,
        0, 0,
        cast(count(*) as integer) as acknowledged,
        sum(acknowledge_seconds) as acknowledge_seconds,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from fact_complaint
    where acknowledged_date >= :from_date and acknowledged_date < :to_date and acknowledge_seconds is not null
        and is_counted = true and is_deleted = false
    group by acknowledged_date, org_unit_key, category_key
    union all
    select
        opened_date, org_unit_key, category_key,
        0, 0, 0, 0, 0,
        cast(count(*) as integer) as opened,
        cast(sum(case when spell_number > 1 then 1 else 0 end) as integer) as reopened,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from fact_complaint_spell
    where opened_date >= :from_date and opened_date < :to_date
    group by opened_date, org_unit_key, category_key
    union all
    select
        closed_date, org_unit_key, category_key,
        0, 0, 0, 0, 0, 0, 0,
        cast(sum(case when outcome = 'finished' then 1 else 0 end) as integer) as finished,
        cast(sum(case when outcome = 'finished' and closed_basis = 'unknown' then 1 else 0 end) as integer) as finished_undated,
        cast(sum(case when outcome = 'finished' and is_reopened = true then 1 else 0 end) as integer) as finished_reopened,
        cast(sum(case when outcome = 'excluded' then 1 else 0 end) as integer) as excluded,
        0,
        cast(count(over30_date) as integer) as over30_out,
        0, 0, 0, 0,
        cast(sum(case when outcome = 'finished' and stars is not null then 1 else 0 end) as integer) as rated,
        cast(sum(case when outcome = 'finished' and stars is not null then stars else 0 end) as integer) as stars
    from fact_complaint_spell
    where closed_date >= :from_date and closed_date < :to_date
    group by closed_date, org_unit_key, category_key
    union all
    select
        forwarded_date, org_unit_key, category_key,
        0, 0, 0, 0,
        cast(count(*) as integer) as forwarded,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from fact_complaint_spell
    where forwarded_date >= :from_date and forwarded_date < :to_date
    group by forwarded_date, org_unit_key, category_key
    union all
    select
        over30_date, org_unit_key, category_key,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        cast(count(*) as integer) as over30_in,
        0, 0, 0, 0, 0, 0, 0
    from fact_complaint_spell
    where over30_date >= :from_date and over30_date < :to_date
    group by over30_date, org_unit_key, category_key
    union all
    select
        due_date, org_unit_key, category_key,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        cast(count(*) as integer) as due,
        cast(sum(case when is_done_by_due = true then 1 else 0 end) as integer) as done_by_due,
        0, 0, 0, 0
    from fact_complaint_spell
    where due_date >= :from_date and due_date < :to_date
    group by due_date, org_unit_key, category_key
    union all
    select
        reply_due_date, org_unit_key, category_key,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        cast(count(*) as integer) as reply_due,
        cast(sum(case when is_replied_in_time = true then 1 else 0 end) as integer) as replied_in_time,
        0, 0
    from fact_complaint_spell
    where reply_due_date >= :from_date and reply_due_date < :to_date
    group by reply_due_date, org_unit_key, category_key
)
select
    date, org_unit_key, category_key,
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
from events
group by date, org_unit_key, category_key
order by date, org_unit_key, category_key
