-- title: จำนวนวันกลาง (มัธยฐาน) จนเสร็จสิ้น / Complaints: median days from receipt to finishing
-- grain: one row per period (month or longer, 30 days, 12 months, like-for-like pairs) and org_unit with any finished
-- unit: whole days; the two middle values, equal where the number of finished complaints is odd
-- source: agg_complaint_close_days, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, complaints_close_days_low int, complaints_close_days_high int
with
periods as (
    select period_id, starts_on, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today and grain not in ('day', 'week', 'last7')
        and substr(period_id, 1, 1) not in ('D', 'W') and period_id <> 'L7~then'
),
boundaries as (
    select starts_on as date from periods
    union
    select ends_on as date from periods
),
-- the days between two neighbouring boundaries always count together: one segment, named by its first day
day_segments as (
    select dim_date.date, max(boundaries.date) over (order by dim_date.date) as segment
    from dim_date
    left join boundaries on boundaries.date = dim_date.date
    where dim_date.date >= (select min(starts_on) from periods)
        and dim_date.date < (select max(ends_on) from periods) and dim_date.date <= :today
),
segments as (
    select
        day_segments.segment, org_unit_rollup.ancestor_key as org_unit_key, agg_complaint_close_days.close_days,
        cast(sum(agg_complaint_close_days.finished) as bigint) as finished
    from day_segments
    join agg_complaint_close_days on agg_complaint_close_days.date = day_segments.date
    join org_unit_rollup on org_unit_rollup.descendant_key = agg_complaint_close_days.org_unit_key
    where org_unit_rollup.ancestor_key in :org_unit_keys
    group by day_segments.segment, org_unit_rollup.ancestor_key, agg_complaint_close_days.close_days
),
period_segments as (
    select periods.period_id, boundaries.date as segment
    from periods
    join boundaries on boundaries.date >= periods.starts_on and boundaries.date < periods.ends_on
),
histogram as (
    select
        period_segments.period_id, segments.org_unit_key, segments.close_days,
        cast(sum(segments.finished) as bigint) as finished
    from period_segments
    join segments on segments.segment = period_segments.segment
    group by period_segments.period_id, segments.org_unit_key, segments.close_days
),
ranked as (
    select
        period_id, org_unit_key, close_days,
        cast(sum(finished) over (partition by period_id, org_unit_key order by close_days) as bigint) as up_to,
        cast(sum(finished) over (partition by period_id, org_unit_key) as bigint) as total
    from histogram
)
select
    period_id, org_unit_key,
    min(case when 2 * up_to >= total then close_days end) as complaints_close_days_low,
    min(case when 2 * up_to >= total + 1 then close_days end) as complaints_close_days_high
from ranked
group by period_id, org_unit_key
order by period_id, org_unit_key
