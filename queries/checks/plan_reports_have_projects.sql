-- title: รายงานความก้าวหน้าทุกฉบับเป็นของโครงการในแผน / Every progress report belongs to a project of the plan
-- grain: one row per report of a code that no project has, where projects are known at all
-- unit: warns, reports
-- source: fact_plan_progress, fact_plan_project
-- params:
-- columns: project_code text, reported_date date
select project_code, reported_date
from fact_plan_progress
where is_deleted = false
    and project_code not in (select project_code from fact_plan_project where is_deleted = false)
    and (select count(*) from fact_plan_project) > 0
order by project_code, reported_date
