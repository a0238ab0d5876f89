-- title: จำนวนวันกลาง (มัธยฐาน) จนเสร็จสิ้น / Complaints: median days from receipt to finishing
-- grain: one row per period (month or longer, 30 days, 12 months, like-for-like pairs) and org_unit with any finished
-- unit: whole days; the two middle values, equal where the number of finished complaints is odd
-- source: agg_complaint_close_days, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, complaints_close_days_low int, complaints_close_days_high int
with
-- numbered: sorting numbers is much faster than sorting text
periods as materialized (
    select period_id, starts_on, ends_on, row_number() over (order by period_id) as period_number
    from dim_period
    where period_id in :period_ids and starts_on <= :today and grain not in ('day', 'week', 'last7')
        and substr(period_id, 1, 1) not in ('D', 'W') and period_id <> 'L7~then'
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
own_segments as (
    select
        day_segments.segment, agg_complaint_close_days.org_unit_key, agg_complaint_close_days.close_days,
        cast(sum(agg_complaint_close_days.finished) as bigint) as finished
    from day_segments
    join agg_complaint_close_days on agg_complaint_close_days.date = day_segments.date
    group by day_segments.segment, agg_complaint_close_days.org_unit_key, agg_complaint_close_days.close_days
),
segments as materialized (
    select
        own_segments.segment, units.ancestor_key as org_unit_key, own_segments.close_days,
        cast(sum(own_segments.finished) as bigint) as finished
    from own_segments
    join units on units.descendant_key = own_segments.org_unit_key
    group by own_segments.segment, units.ancestor_key, own_segments.close_days
),
period_segments as materialized (
    select periods.period_number, boundaries.date as segment
    from periods
    join boundaries on boundaries.date >= periods.starts_on and boundaries.date < periods.ends_on
),
histogram as (
    select
        period_segments.period_number, segments.org_unit_key, segments.close_days,
        cast(sum(segments.finished) as bigint) as finished
    from period_segments
    join segments on segments.segment = period_segments.segment
    group by period_segments.period_number, segments.org_unit_key, segments.close_days
),
ranked as (
    select
        period_number, org_unit_key, close_days,
        cast(sum(finished) over (partition by period_number, org_unit_key order by close_days) as bigint) as up_to,
        cast(sum(finished) over (partition by period_number, org_unit_key) as bigint) as total
    from histogram
),
middles as materialized (
    select
        period_number, org_unit_key,
        min(case when 2 * up_to >= total then close_days end) as low,
        min(case when 2 * up_to >= total + 1 then close_days end) as high
    from ranked
    group by period_number, org_unit_key
)
select
    periods.period_id, middles.org_unit_key,
    middles.low as complaints_close_days_low, middles.high as complaints_close_days_high
from middles
join periods on periods.period_number = middles.period_number
order by periods.period_id, middles.org_unit_key
