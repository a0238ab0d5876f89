-- title: วงเงินตามแผนที่เปลี่ยนแปลง / Planned budgets changed since
-- grain: one row per project and fiscal year, in the order of its last change
-- unit: -
-- source: isd_plan_budget (ระบบพัฒนางานสารสนเทศ, MariaDB); a dash and a blank are kept apart from a zero
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, project_code text, fiscal_year text, budget_mark text, budget text?, starts_date text,
--   ends_date text, changed_at text
select
  pb_id as source_id,
  prj_code as project_code,
  fiscal_year as fiscal_year,
  case when trim(budget) = '-' then 'dash' when trim(budget) = '' or budget is null then 'blank' else 'amount' end as budget_mark,
  budget as budget,
  cast(start_date as char) as starts_date,
  cast(end_date as char) as ends_date,
  cast(updated_at as char) as changed_at
from isd_plan_budget
where updated_at >= :after_at
  and (updated_at > :after_at or pb_id > :after_id)
order by updated_at, pb_id
limit :page_rows
