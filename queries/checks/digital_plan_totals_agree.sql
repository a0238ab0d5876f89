-- title: วงเงินและเงินเบิกจ่ายของแผนเท่ากับโครงการ / Money of the plan by day equals its projects
-- grain: one row per quantity and fiscal year whose totals differ
-- unit: stops, satang
-- source: fact_plan_project, fact_plan_year, fact_plan_progress, agg_digital_plan
-- params:
-- columns: quantity text, fiscal_year int, of_facts int, of_days int
with
projects as (
    select distinct project_code from fact_plan_project where is_deleted = false
),
last_reports as (
    select
        fiscal_year, lapses_date, disbursed_satang,
        row_number() over (
            partition by project_code, fiscal_year order by reported_date desc, source_key desc
        ) as place_from_end
    from fact_plan_progress
    where is_deleted = false and project_code in (select project_code from projects)
),
facts as (
    select 'budget' as quantity, fiscal_year, lapses_date, sum(coalesce(budget_satang, 0)) as amount
    from fact_plan_year
    where is_deleted = false and budget_mark_code = 'amount' and project_code in (select project_code from projects)
    group by fiscal_year, lapses_date
    union all
    select 'disbursed', fiscal_year, lapses_date, sum(coalesce(disbursed_satang, 0))
    from last_reports
    where place_from_end = 1
    group by fiscal_year, lapses_date
),
days as (
    select
        facts.quantity, facts.fiscal_year, facts.amount,
        coalesce(
            sum(case when facts.quantity = 'budget' then agg_digital_plan.budget else agg_digital_plan.disbursed end), 0
        ) as of_days
    from facts
    left join agg_digital_plan on agg_digital_plan.date < facts.lapses_date
    group by facts.quantity, facts.fiscal_year, facts.amount
)
select quantity, fiscal_year, cast(amount as bigint) as of_facts, cast(of_days as bigint) as of_days
from days
where amount <> of_days
order by quantity, fiscal_year
