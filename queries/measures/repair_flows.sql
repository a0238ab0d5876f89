-- title: งานซ่อมที่เกิดขึ้นในช่วงเวลา / Repairs: what happened in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anything happened
-- unit: repairs; seconds of work, working days, stars, satang as the names say
-- source: agg_repair_day, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, repairs_reported int, repairs_accepted int,
--     repairs_accept_seconds int, repairs_ended int, repairs_finished int, repairs_finished_undated int,
--     repairs_timed int, repairs_repair_seconds int, repairs_waited_days int, repairs_outside int,
--     repairs_rated int, repairs_stars int, repairs_repeated int, repairs_due int, repairs_done_by_due int,
--     repairs_service_cost_satang int, repairs_parts_cost_satang int
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
        cast(sum(agg_repair_day.reported) as bigint) as reported,
        cast(sum(agg_repair_day.accepted) as bigint) as accepted,
        cast(sum(agg_repair_day.accept_seconds) as bigint) as accept_seconds,
        cast(sum(agg_repair_day.ended) as bigint) as ended,
        cast(sum(agg_repair_day.finished) as bigint) as finished,
        cast(sum(agg_repair_day.finished_undated) as bigint) as finished_undated,
        cast(sum(agg_repair_day.timed) as bigint) as timed,
        cast(sum(agg_repair_day.repair_seconds) as bigint) as repair_seconds,
        cast(sum(agg_repair_day.waited_days) as bigint) as waited_days,
        cast(sum(agg_repair_day.outside) as bigint) as outside,
        cast(sum(agg_repair_day.rated) as bigint) as rated,
        cast(sum(agg_repair_day.stars) as bigint) as stars,
        cast(sum(agg_repair_day.repeated) as bigint) as repeated,
        cast(sum(case when agg_repair_day.date < :today then agg_repair_day.due else 0 end) as bigint) as due,
        cast(sum(case when agg_repair_day.date < :today then agg_repair_day.done_by_due else 0 end) as bigint) as done_by_due,
        cast(sum(agg_repair_day.service_cost_satang) as bigint) as service_cost_satang,
        cast(sum(agg_repair_day.parts_cost_satang) as bigint) as parts_cost_satang
    from day_segments
    join agg_repair_day on agg_repair_day.date = day_segments.date
    join units on units.descendant_key = agg_repair_day.org_unit_key
    group by day_segments.segment, units.ancestor_key
),
period_segments as materialized (
    select periods.period_id, boundaries.date as segment
    from periods
    join boundaries on boundaries.date >= periods.starts_on and boundaries.date < periods.ends_on
)
select
    period_segments.period_id, segments.org_unit_key,
    cast(sum(segments.reported) as bigint) as repairs_reported,
    cast(sum(segments.accepted) as bigint) as repairs_accepted,
    cast(sum(segments.accept_seconds) as bigint) as repairs_accept_seconds,
    cast(sum(segments.ended) as bigint) as repairs_ended,
    cast(sum(segments.finished) as bigint) as repairs_finished,
    cast(sum(segments.finished_undated) as bigint) as repairs_finished_undated,
    cast(sum(segments.timed) as bigint) as repairs_timed,
    cast(sum(segments.repair_seconds) as bigint) as repairs_repair_seconds,
    cast(sum(segments.waited_days) as bigint) as repairs_waited_days,
    cast(sum(segments.outside) as bigint) as repairs_outside,
    cast(sum(segments.rated) as bigint) as repairs_rated,
    cast(sum(segments.stars) as bigint) as repairs_stars,
    cast(sum(segments.repeated) as bigint) as repairs_repeated,
    cast(sum(segments.due) as bigint) as repairs_due,
    cast(sum(segments.done_by_due) as bigint) as repairs_done_by_due,
    cast(sum(segments.service_cost_satang) as bigint) as repairs_service_cost_satang,
    cast(sum(segments.parts_cost_satang) as bigint) as repairs_parts_cost_satang
from period_segments
join segments on segments.segment = period_segments.segment
group by period_segments.period_id, segments.org_unit_key
order by period_segments.period_id, segments.org_unit_key
