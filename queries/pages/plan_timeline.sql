-- title: โครงการตามแผนดิจิทัลในปีงบประมาณ / Projects of the digital plan in a fiscal year
-- grain: one row per project of the plan, of the chosen org_unit and those below it
-- unit: percent, satang
-- source: fact_plan_project, fact_plan_year, fact_plan_progress, dim_word, org_unit_rollup
-- params: fiscal_year int, until_date date, org_unit_key int
-- columns: project_code text, strategy int, name text, org_unit_key int, responsible text?, note text?, budget_mark text?,
--     budget_satang int?, starts_date date?, ends_date date?, reported_date date?, planned_percent float?,
--     actual_percent float?, approved_satang int?, committed_satang int?, disbursed_satang int?, status_code text?,
--     status_th text?, status_en text?, obstacle text?
with
years as (
    select
        project_code, max(budget_mark_code) as budget_mark, sum(budget_satang) as budget_satang,
        min(starts_date) as starts_date, max(ends_date) as ends_date
    from fact_plan_year
    where fiscal_year = :fiscal_year and is_deleted = false
    group by project_code
),
reports as (
    select
        project_code, reported_date, planned_percent, actual_percent, approved_satang, committed_satang,
        disbursed_satang, project_status_code, obstacle,
        row_number() over (partition by project_code order by reported_date desc, source_key desc) as place_from_end
    from fact_plan_progress
    where fiscal_year = :fiscal_year and counted_date <= :until_date and is_deleted = false
)
select
    fact_plan_project.project_code, fact_plan_project.strategy, fact_plan_project.name,
    fact_plan_project.org_unit_key, fact_plan_project.responsible, fact_plan_project.note, years.budget_mark,
    cast(years.budget_satang as bigint) as budget_satang, years.starts_date, years.ends_date, reports.reported_date,
    reports.planned_percent, reports.actual_percent, reports.approved_satang, reports.committed_satang,
    reports.disbursed_satang, reports.project_status_code as status_code, dim_word.name_th as status_th,
    dim_word.name_en as status_en, reports.obstacle
from fact_plan_project
join org_unit_rollup on org_unit_rollup.descendant_key = fact_plan_project.org_unit_key
left join years on years.project_code = fact_plan_project.project_code
left join reports on reports.project_code = fact_plan_project.project_code and reports.place_from_end = 1
left join dim_word
    on dim_word.vocabulary = 'plan_progress_status' and dim_word.code = reports.project_status_code
where org_unit_rollup.ancestor_key = :org_unit_key and fact_plan_project.is_deleted = false
order by fact_plan_project.strategy, fact_plan_project.project_code
