-- title: เรื่องร้องเรียนที่เกิดขึ้นในช่วงเวลา / Complaints: what happened in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anything happened
-- unit: complaints; acknowledge_seconds in seconds, stars in stars
-- source: agg_complaint_day, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, complaints_received int, complaints_received_digital int,
--     complaints_acknowledged int, complaints_acknowledge_seconds int, complaints_forwarded int,
--     complaints_reopened int, complaints_finished int, complaints_finished_undated int,
--     complaints_finished_reopened int, complaints_excluded int, complaints_due int, complaints_done_by_due int,
--     complaints_reply_due int, complaints_replied_in_time int, complaints_rated int, complaints_stars int
with
periods as (
    select period_id, starts_on, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
),
-- what is due today is not over yet: due figures stop at yesterday
days as (
    select
        agg_complaint_day.date, org_unit_rollup.ancestor_key as org_unit_key,
        cast(sum(agg_complaint_day.received) as bigint) as received,
        cast(sum(agg_complaint_day.received_digital) as bigint) as received_digital,
        cast(sum(agg_complaint_day.acknowledged) as bigint) as acknowledged,
        cast(sum(agg_complaint_day.acknowledge_seconds) as bigint) as acknowledge_seconds,
        cast(sum(agg_complaint_day.forwarded) as bigint) as forwarded,
        cast(sum(agg_complaint_day.reopened) as bigint) as reopened,
        cast(sum(agg_complaint_day.finished) as bigint) as finished,
        cast(sum(agg_complaint_day.finished_undated) as bigint) as finished_undated,
        cast(sum(agg_complaint_day.finished_reopened) as bigint) as finished_reopened,
        cast(sum(agg_complaint_day.excluded) as bigint) as excluded,
        cast(
            sum(case when agg_complaint_day.date < :today then agg_complaint_day.due else 0 end) as bigint
        ) as due,
        cast(
            sum(case when agg_complaint_day.date < :today then agg_complaint_day.done_by_due else 0 end) as bigint
        ) as done_by_due,
        cast(
            sum(case when agg_complaint_day.date < :today then agg_complaint_day.reply_due else 0 end) as bigint
        ) as reply_due,
        cast(
            sum(case when agg_complaint_day.date < :today then agg_complaint_day.replied_in_time else 0 end) as bigint
        ) as replied_in_time,
        cast(sum(agg_complaint_day.rated) as bigint) as rated,
        cast(sum(agg_complaint_day.stars) as bigint) as stars
    from agg_complaint_day
    join org_unit_rollup on org_unit_rollup.descendant_key = agg_complaint_day.org_unit_key
    where agg_complaint_day.date >= (select min(starts_on) from periods)
        and agg_complaint_day.date < (select max(ends_on) from periods)
        and agg_complaint_day.date <= :today
        and org_unit_rollup.ancestor_key in :org_unit_keys
    group by agg_complaint_day.date, org_unit_rollup.ancestor_key
),
period_days as (
    select periods.period_id, dim_date.date
    from periods
    join dim_date on dim_date.date >= periods.starts_on and dim_date.date < periods.ends_on
)
select
    period_days.period_id, days.org_unit_key,
    cast(sum(days.received) as bigint) as complaints_received,
    cast(sum(days.received_digital) as bigint) as complaints_received_digital,
    cast(sum(days.acknowledged) as bigint) as complaints_acknowledged,
    cast(sum(days.acknowledge_seconds) as bigint) as complaints_acknowledge_seconds,
    cast(sum(days.forwarded) as bigint) as complaints_forwarded,
    cast(sum(days.reopened) as bigint) as complaints_reopened,
    cast(sum(days.finished) as bigint) as complaints_finished,
    cast(sum(days.finished_undated) as bigint) as complaints_finished_undated,
    cast(sum(days.finished_reopened) as bigint) as complaints_finished_reopened,
    cast(sum(days.excluded) as bigint) as complaints_excluded,
    cast(sum(days.due) as bigint) as complaints_due,
    cast(sum(days.done_by_due) as bigint) as complaints_done_by_due,
    cast(sum(days.reply_due) as bigint) as complaints_reply_due,
    cast(sum(days.replied_in_time) as bigint) as complaints_replied_in_time,
    cast(sum(days.rated) as bigint) as complaints_rated,
    cast(sum(days.stars) as bigint) as complaints_stars
from days
join period_days on period_days.date = days.date
group by period_days.period_id, days.org_unit_key
order by period_days.period_id, days.org_unit_key
