-- title: แผนดิจิทัล ณ สิ้นช่วง / The digital plan: where it stands
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: satang (plan_budget to plan_budgeted_disbursed), projects; of the fiscal year the day lies in; at the end of the period's last day, or of today
-- source: agg_digital_plan, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, plan_budget_satang int, plan_approved_satang int, plan_committed_satang int,
--     plan_disbursed_satang int, plan_budgeted_disbursed_satang int, plan_projects_active int,
--     plan_projects_on_plan int, plan_projects_started int, plan_projects_finished int
with
periods as materialized (
    select period_id, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
),
units as materialized (
    select ancestor_key, descendant_key
    from org_unit_rollup
    where ancestor_key in :org_unit_keys
),
boundaries as (
    select distinct ends_on as date from periods
),
-- days between two neighbouring boundaries always count together: one segment, named by its first day; null before
-- the first boundary
day_segments as materialized (
    select dim_date.date, max(boundaries.date) over (order by dim_date.date) as segment
    from dim_date
    left join boundaries on boundaries.date = dim_date.date
    where dim_date.date < (select max(ends_on) from periods) and dim_date.date <= :today
),
changes as materialized (
    select
        day_segments.segment, units.ancestor_key as org_unit_key,
        cast(sum(agg_digital_plan.budget) as bigint) as budget,
        cast(sum(agg_digital_plan.approved) as bigint) as approved,
        cast(sum(agg_digital_plan.committed) as bigint) as committed,
        cast(sum(agg_digital_plan.disbursed) as bigint) as disbursed,
        cast(sum(agg_digital_plan.plan_disbursed) as bigint) as plan_disbursed,
        cast(sum(agg_digital_plan.active) as bigint) as active,
        cast(sum(agg_digital_plan.on_plan) as bigint) as on_plan,
        cast(sum(agg_digital_plan.started) as bigint) as started,
        cast(sum(agg_digital_plan.finished) as bigint) as finished
    from agg_digital_plan
    join units on units.descendant_key = agg_digital_plan.org_unit_key
    left join day_segments on day_segments.date = agg_digital_plan.date
    where agg_digital_plan.date <= :today and agg_digital_plan.date < (select max(ends_on) from periods)
    group by day_segments.segment, units.ancestor_key
),
-- a boundary stands before the changes of the segment it begins
steps as (
    select segment as date, org_unit_key, 1 as is_change, budget, approved, committed, disbursed, plan_disbursed, active, on_plan, started, finished
    from changes
    union all
    select boundaries.date, org_units.org_unit_key, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from boundaries
    cross join (select distinct org_unit_key from changes) as org_units
),
levels as materialized (
    select
        date, org_unit_key, is_change,
        cast(sum(budget) over so_far as bigint) as budget,
        cast(sum(approved) over so_far as bigint) as approved,
        cast(sum(committed) over so_far as bigint) as committed,
        cast(sum(disbursed) over so_far as bigint) as disbursed,
        cast(sum(plan_disbursed) over so_far as bigint) as plan_disbursed,
        cast(sum(active) over so_far as bigint) as active,
        cast(sum(on_plan) over so_far as bigint) as on_plan,
        cast(sum(started) over so_far as bigint) as started,
        cast(sum(finished) over so_far as bigint) as finished
    from steps
    window so_far as (partition by org_unit_key order by date nulls first, is_change)
)
select
    periods.period_id, levels.org_unit_key,
    levels.budget as plan_budget_satang,
    levels.approved as plan_approved_satang,
    levels.committed as plan_committed_satang,
    levels.disbursed as plan_disbursed_satang,
    levels.plan_disbursed as plan_budgeted_disbursed_satang,
    levels.active as plan_projects_active,
    levels.on_plan as plan_projects_on_plan,
    levels.started as plan_projects_started,
    levels.finished as plan_projects_finished
from periods
join levels on levels.date = periods.ends_on and levels.is_change = 0
order by periods.period_id, levels.org_unit_key
