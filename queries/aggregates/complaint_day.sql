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
-- each event is one row with the amounts it adds; `event` says to which column
events as (
    select
        fact_complaint.received_date as date, fact_complaint.org_unit_key, fact_complaint.category_key,
        'received' as event, count(*) as number,
        sum(case when dim_channel.is_digital = true then 1 else 0 end) as part, 0 as undated, 0 as again, 0 as over30,
        0 as rated, 0 as stars
    from fact_complaint
    left join dim_channel on dim_channel.channel_key = fact_complaint.channel_key
    where fact_complaint.received_date >= :from_date and fact_complaint.received_date < :to_date
        and fact_complaint.is_counted = true and fact_complaint.is_deleted = false
    group by fact_complaint.received_date, fact_complaint.org_unit_key, fact_complaint.category_key
    union all
    select
        acknowledged_date, org_unit_key, category_key,
        'acknowledged', count(*), sum(acknowledge_seconds), 0, 0, 0, 0, 0
    from fact_complaint
    where acknowledged_date >= :from_date and acknowledged_date < :to_date and acknowledge_seconds is not null
        and is_counted = true and is_deleted = false
    group by acknowledged_date, org_unit_key, category_key
    union all
    select
        opened_date, org_unit_key, category_key,
        'opened', count(*), 0, 0, sum(case when spell_number > 1 then 1 else 0 end), 0, 0, 0
    from fact_complaint_spell
    where opened_date >= :from_date and opened_date < :to_date
    group by opened_date, org_unit_key, category_key
    union all
    select
        closed_date, org_unit_key, category_key,
        'closed', count(*),
        sum(case when outcome = 'excluded' then 1 else 0 end),
        sum(case when outcome = 'finished' and closed_basis = 'unknown' then 1 else 0 end),
        sum(case when outcome = 'finished' and is_reopened = true then 1 else 0 end),
        sum(case when over30_date is not null then 1 else 0 end),
        sum(case when outcome = 'finished' and stars is not null then 1 else 0 end),
        sum(case when outcome = 'finished' and stars is not null then stars else 0 end)
    from fact_complaint_spell
    where closed_date >= :from_date and closed_date < :to_date
    group by closed_date, org_unit_key, category_key
    union all
    select forwarded_date, org_unit_key, category_key, 'forwarded', count(*), 0, 0, 0, 0, 0, 0
    from fact_complaint_spell
    where forwarded_date >= :from_date and forwarded_date < :to_date
    group by forwarded_date, org_unit_key, category_key
    union all
    select over30_date, org_unit_key, category_key, 'over30', count(*), 0, 0, 0, 0, 0, 0
    from fact_complaint_spell
    where over30_date >= :from_date and over30_date < :to_date
    group by over30_date, org_unit_key, category_key
    union all
    select
        due_date, org_unit_key, category_key,
        'due', count(*), sum(case when is_done_by_due = true then 1 else 0 end), 0, 0, 0, 0, 0
    from fact_complaint_spell
    where due_date >= :from_date and due_date < :to_date
    group by due_date, org_unit_key, category_key
    union all
    select
        reply_due_date, org_unit_key, category_key,
        'reply_due', count(*), sum(case when is_replied_in_time = true then 1 else 0 end), 0, 0, 0, 0, 0
    from fact_complaint_spell
    where reply_due_date >= :from_date and reply_due_date < :to_date
    group by reply_due_date, org_unit_key, category_key
)
select
    date, org_unit_key, category_key,
    cast(sum(case when event = 'received' then number else 0 end) as bigint) as received,
    cast(sum(case when event = 'received' then part else 0 end) as bigint) as received_digital,
    cast(sum(case when event = 'acknowledged' then number else 0 end) as bigint) as acknowledged,
    cast(sum(case when event = 'acknowledged' then part else 0 end) as bigint) as acknowledge_seconds,
    cast(sum(case when event = 'forwarded' then number else 0 end) as bigint) as forwarded,
    cast(sum(case when event = 'opened' then number else 0 end) as bigint) as opened,
    cast(sum(case when event = 'opened' then again else 0 end) as bigint) as reopened,
    cast(sum(case when event = 'closed' then number - part else 0 end) as bigint) as finished,
    cast(sum(undated) as bigint) as finished_undated,
    cast(sum(case when event = 'closed' then again else 0 end) as bigint) as finished_reopened,
    cast(sum(case when event = 'closed' then part else 0 end) as bigint) as excluded,
    cast(sum(case when event = 'over30' then number else 0 end) as bigint) as over30_in,
    cast(sum(over30) as bigint) as over30_out,
    cast(sum(case when event = 'due' then number else 0 end) as bigint) as due,
    cast(sum(case when event = 'due' then part else 0 end) as bigint) as done_by_due,
    cast(sum(case when event = 'reply_due' then number else 0 end) as bigint) as reply_due,
    cast(sum(case when event = 'reply_due' then part else 0 end) as bigint) as replied_in_time,
    cast(sum(rated) as bigint) as rated,
    cast(sum(stars) as bigint) as stars
from events
group by date, org_unit_key, category_key
order by date, org_unit_key, category_key
