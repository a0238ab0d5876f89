-- title: ป้ายชั่วคราวที่เกิดขึ้นในช่วงเวลา / Temporary signs: what happened in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anything happened
-- unit: applications; signs; working days; satang
-- source: agg_sign_permit, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, signs_applications int, signs_due int, signs_decided_in_time int,
--     signs_decided_timed int, signs_decide_workdays int, signs_expired int, signs_taken_down int,
--     signs_removal_due int, signs_removed_in_time int, signs_fee_satang int
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
        cast(sum(agg_sign_permit.applications) as bigint) as applications,
        cast(
            sum(case when agg_sign_permit.date < :today then agg_sign_permit.due else 0 end) as bigint
        ) as due,
        cast(
            sum(case when agg_sign_permit.date < :today then agg_sign_permit.decided_in_time else 0 end) as bigint
        ) as decided_in_time,
        cast(sum(agg_sign_permit.decided_timed) as bigint) as decided_timed,
        cast(sum(agg_sign_permit.decide_workdays) as bigint) as decide_workdays,
        cast(sum(agg_sign_permit.expired) as bigint) as expired,
        cast(sum(agg_sign_permit.taken_down) as bigint) as taken_down,
        cast(
            sum(case when agg_sign_permit.date < :today then agg_sign_permit.removal_due else 0 end) as bigint
        ) as removal_due,
        cast(
            sum(case when agg_sign_permit.date < :today then agg_sign_permit.removed_in_time else 0 end) as bigint
        ) as removed_in_time,
        cast(sum(agg_sign_permit.fee_satang) as bigint) as fee_satang
    from day_segments
    join agg_sign_permit on agg_sign_permit.date = day_segments.date
    join units on units.descendant_key = agg_sign_permit.org_unit_key
    group by day_segments.segment, units.ancestor_key
),
period_segments as materialized (
    select periods.period_id, boundaries.date as segment
    from periods
    join boundaries on boundaries.date >= periods.starts_on and boundaries.date < periods.ends_on
)
select
    period_segments.period_id, segments.org_unit_key,
    cast(sum(segments.applications) as bigint) as signs_applications,
    cast(sum(segments.due) as bigint) as signs_due,
    cast(sum(segments.decided_in_time) as bigint) as signs_decided_in_time,
    cast(sum(segments.decided_timed) as bigint) as signs_decided_timed,
    cast(sum(segments.decide_workdays) as bigint) as signs_decide_workdays,
    cast(sum(segments.expired) as bigint) as signs_expired,
    cast(sum(segments.taken_down) as bigint) as signs_taken_down,
    cast(sum(segments.removal_due) as bigint) as signs_removal_due,
    cast(sum(segments.removed_in_time) as bigint) as signs_removed_in_time,
    cast(sum(segments.fee_satang) as bigint) as signs_fee_satang
from period_segments
join segments on segments.segment = period_segments.segment
group by period_segments.period_id, segments.org_unit_key
order by period_segments.period_id, segments.org_unit_key
