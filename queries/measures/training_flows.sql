-- title: การพัฒนาบุคลากรในช่วงเวลา / Personnel: training in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which a course ended
-- unit: people and courses; training_minutes in minutes; staff_trained in people, each on the day of the first in a fiscal year
-- source: agg_training, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, trainings_completed int, training_minutes int, staff_trained int,
--     staff_trained_digital int
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
segments as materialized (
    select
        day_segments.segment, units.ancestor_key as org_unit_key,
        cast(sum(agg_training.completed) as bigint) as trainings_completed,
        cast(sum(agg_training.training_minutes) as bigint) as training_minutes,
        cast(sum(agg_training.first_of_year) as bigint) as staff_trained,
        cast(sum(agg_training.first_digital_of_year) as bigint) as staff_trained_digital
    from day_segments
    join agg_training on agg_training.date = day_segments.date
    join units on units.descendant_key = agg_training.org_unit_key
    group by day_segments.segment, units.ancestor_key
),
period_segments as materialized (
    select periods.period_id, boundaries.date as segment
    from periods
    join boundaries on boundaries.date >= periods.starts_on and boundaries.date < periods.ends_on
)
select
    period_segments.period_id, segments.org_unit_key,
    cast(sum(segments.trainings_completed) as bigint) as trainings_completed,
    cast(sum(segments.training_minutes) as bigint) as training_minutes,
    cast(sum(segments.staff_trained) as bigint) as staff_trained,
    cast(sum(segments.staff_trained_digital) as bigint) as staff_trained_digital
from period_segments
join segments on segments.segment = period_segments.segment
group by period_segments.period_id, segments.org_unit_key
order by period_segments.period_id, segments.org_unit_key
