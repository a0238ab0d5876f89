-- title: โครงการตามแผนดิจิทัลรายวัน / The digital plan by day
-- grain: one row per day and own org_unit on which plan, money or progress of one of its projects changed
-- unit: satang (budget to plan_disbursed), projects; net changes, all given back when the fiscal year lapses
-- source: fact_plan_project, fact_plan_year, fact_plan_progress
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, budget int, approved int, committed int, disbursed int, plan_disbursed int,
--     active int, on_plan int, started int, finished int
with
projects as (
    select project_code, min(org_unit_key) as org_unit_key
    from fact_plan_project
    where is_deleted = false
    group by project_code
),
-- a report stands until the next of the same project and year
reports as (
    select
        project_code, fiscal_year, counted_date as starts, lapses_date, project_status_code, planned_percent, actual_percent,
        coalesce(approved_satang, 0) as approved, coalesce(committed_satang, 0) as committed,
        coalesce(disbursed_satang, 0) as disbursed,
        coalesce(
            lead(counted_date) over (partition by project_code, fiscal_year order by reported_date, source_key),
            lapses_date
        ) as ends,
        case when planned_percent > 0 or actual_percent > 0 then counted_date end as moved_date,
        row_number() over (
            partition by project_code, fiscal_year order by reported_date desc, source_key desc
        ) as place_from_end
    from fact_plan_progress
    where is_deleted = false
),
years as (
    select project_code, fiscal_year, budget_mark_code, coalesce(budget_satang, 0) as budget, opens_date, starts_date, lapses_date
    from fact_plan_year
    where is_deleted = false
),
-- a project is active in a year from the day its work should begin, or did, until it is cancelled or the year ends:
-- one that reports nothing counts, and not as on plan
known as (
    select project_code, fiscal_year, starts_date as active_date, null as cancelled_date, lapses_date
    from years
    where starts_date is not null and starts_date < lapses_date
    union all
    select
        project_code, fiscal_year, moved_date,
        case when project_status_code = 'cancelled' and place_from_end = 1 then starts end, lapses_date
    from reports
),
activity as (
    select
        project_code, 'active' as part, min(active_date) as starts,
        coalesce(min(cancelled_date), min(lapses_date)) as ends, 1 as amount
    from known
    group by project_code, fiscal_year
),
stretches as (
    select project_code, part, starts, ends, amount
    from activity
    where starts is not null
    union all
    select project_code, 'budget', opens_date, lapses_date, budget from years where budget_mark_code = 'amount'
    union all
    select project_code, 'approved', starts, ends, approved from reports
    union all
    select project_code, 'committed', starts, ends, committed from reports
    union all
    select project_code, 'disbursed', starts, ends, disbursed from reports
    union all
    select reports.project_code, 'plan_disbursed', reports.starts, reports.ends, reports.disbursed
    from reports
    join years
        on years.project_code = reports.project_code and years.fiscal_year = reports.fiscal_year
        and years.budget_mark_code = 'amount'
    union all
    select project_code, 'on_plan', starts, ends, 1
    from reports
    where actual_percent >= planned_percent and moved_date is not null and project_status_code not in ('cancelled', 'postponed')
    union all
    select project_code, 'started', starts, ends, 1 from reports where actual_percent > 0
    union all
    select project_code, 'finished', starts, ends, 1 from reports where project_status_code = 'finished'
),
changes as (
    select starts as date, project_code, part, amount from stretches where ends > starts
    union all
    select ends, project_code, part, -amount from stretches where ends > starts
)
select
    changes.date, projects.org_unit_key,
    cast(sum(case when changes.part = 'budget' then changes.amount else 0 end) as bigint) as budget,
    cast(sum(case when changes.part = 'approved' then changes.amount else 0 end) as bigint) as approved,
    cast(sum(case when changes.part = 'committed' then changes.amount else 0 end) as bigint) as committed,
    cast(sum(case when changes.part = 'disbursed' then changes.amount else 0 end) as bigint) as disbursed,
    cast(sum(case when changes.part = 'plan_disbursed' then changes.amount else 0 end) as bigint) as plan_disbursed,
    cast(sum(case when changes.part = 'active' then changes.amount else 0 end) as bigint) as active,
    cast(sum(case when changes.part = 'on_plan' then changes.amount else 0 end) as bigint) as on_plan,
    cast(sum(case when changes.part = 'started' then changes.amount else 0 end) as bigint) as started,
    cast(sum(case when changes.part = 'finished' then changes.amount else 0 end) as bigint) as finished
from changes
join projects on projects.project_code = changes.project_code
where changes.date >= :from_date and changes.date < :to_date
group by changes.date, projects.org_unit_key
order by changes.date, projects.org_unit_key
