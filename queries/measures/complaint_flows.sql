-- title: เรื่องร้องเรียนที่เกิดขึ้นในช่วงเวลา / Complaints: what happened in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anything happened
-- unit: complaints; acknowledge_seconds in seconds, stars in stars
-- source: agg_complaint_org_unit, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, complaints_received int, complaints_received_digital int,
--     complaints_acknowledged int, complaints_acknowledge_seconds int, complaints_forwarded int,
--     complaints_reopened int, complaints_finished int, complaints_finished_undated int,
--     complaints_finished_reopened int, complaints_excluded int, complaints_due int, complaints_done_by_due int,
--     complaints_reply_due int, complaints_replied_in_time int, complaints_rated int, complaints_stars int
with
periods as materialized (
    select period_id, starts_on, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
),
units as materialized (
    select ancestor_key, descendant_key
    from org_unit_rollup
    where ancestor_key in :org_unit_keys
),
boundaries as (
    select starts_on as date from periods
    union
    select ends_on as date from periods
),
-- the days between two neighbouring boundaries always count together: one segment, named by its first day
day_segments as materialized (
    select dim_date.date, max(boundaries.date) over (order by dim_date.date) as segment
    from dim_date
    left join boundaries on boundaries.date = dim_date.date
    where dim_date.date >= (select min(starts_on) from periods)
        and dim_date.date < (select max(ends_on) from periods) and dim_date.date <= :today
),
-- what is due today is not over yet: due figures stop at yesterday
segments as materialized (
    select
        day_segments.segment, units.ancestor_key as org_unit_key,
        cast(sum(agg_complaint_org_unit.received) as bigint) as received,
        cast(sum(agg_complaint_org_unit.received_digital) as bigint) as received_digital,
        cast(sum(agg_complaint_org_unit.acknowledged) as bigint) as acknowledged,
        cast(sum(agg_complaint_org_unit.acknowledge_seconds) as bigint) as acknowledge_seconds,
        cast(sum(agg_complaint_org_unit.forwarded) as bigint) as forwarded,
        cast(sum(agg_complaint_org_unit.reopened) as bigint) as reopened,
        cast(sum(agg_complaint_org_unit.finished) as bigint) as finished,
        cast(sum(agg_complaint_org_unit.finished_undated) as bigint) as finished_undated,
        cast(sum(agg_complaint_org_unit.finished_reopened) as bigint) as finished_reopened,
        cast(sum(agg_complaint_org_unit.excluded) as bigint) as excluded,
        cast(
            sum(case when agg_complaint_org_unit.date < :today then agg_complaint_org_unit.due else 0 end) as bigint
        ) as due,
        cast(
            sum(case when agg_complaint_org_unit.date < :today then agg_complaint_org_unit.done_by_due else 0 end) as bigint
        ) as done_by_due,
        cast(
            sum(case when agg_complaint_org_unit.date < :today then agg_complaint_org_unit.reply_due else 0 end) as bigint
        ) as reply_due,
        cast(
            sum(case when agg_complaint_org_unit.date < :today then agg_complaint_org_unit.replied_in_time else 0 end) as bigint
        ) as replied_in_time,
        cast(sum(agg_complaint_org_unit.rated) as bigint) as rated,
        cast(sum(agg_complaint_org_unit.stars) as bigint) as stars
    from day_segments
    join agg_complaint_org_unit on agg_complaint_org_unit.date = day_segments.date
    join units on units.descendant_key = agg_complaint_org_unit.org_unit_key
    group by day_segments.segment, units.ancestor_key
),
period_segments as materialized (
    select periods.period_id, boundaries.date as segment
    from periods
    join boundaries on boundaries.date >= periods.starts_on and boundaries.date < periods.ends_on
)
select
    period_segments.period_id, segments.org_unit_key,
    cast(sum(segments.received) as bigint) as complaints_received,
    cast(sum(segments.received_digital) as bigint) as complaints_received_digital,
    cast(sum(segments.acknowledged) as bigint) as complaints_acknowledged,
    cast(sum(segments.acknowledge_seconds) as bigint) as complaints_acknowledge_seconds,
    cast(sum(segments.forwarded) as bigint) as complaints_forwarded,
    cast(sum(segments.reopened) as bigint) as complaints_reopened,
    cast(sum(segments.finished) as bigint) as complaints_finished,
    cast(sum(segments.finished_undated) as bigint) as complaints_finished_undated,
    cast(sum(segments.finished_reopened) as bigint) as complaints_finished_reopened,
    cast(sum(segments.excluded) as bigint) as complaints_excluded,
    cast(sum(segments.due) as bigint) as complaints_due,
    cast(sum(segments.done_by_due) as bigint) as complaints_done_by_due,
    cast(sum(segments.reply_due) as bigint) as complaints_reply_due,
    cast(sum(segments.replied_in_time) as bigint) as complaints_replied_in_time,
    cast(sum(segments.rated) as bigint) as complaints_rated,
    cast(sum(segments.stars) as bigint) as complaints_stars
from period_segments
join segments on segments.segment = period_segments.segment
group by period_segments.period_id, segments.org_unit_key
order by period_segments.period_id, segments.org_unit_key
