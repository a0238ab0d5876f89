-- title: โครงการตามแผนดิจิทัลที่เปลี่ยนแปลง / Projects of the digital plan changed since
-- grain: one row per project, in the order of its last change
-- unit: -
-- source: isd_plan_project (ระบบพัฒนางานสารสนเทศ, MariaDB); as the plan prints them
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, project_code text, strategy int, name text, org_unit text?, responsible text?,
--   note text?, changed_at text
select
  prj_id as source_id,
  prj_code as project_code,
  strategy_no as strategy,
  prj_name as name,
  lead_dept as org_unit,
  responsible as responsible,
  note as note,
  cast(updated_at as char) as changed_at
from isd_plan_project
where updated_at >= :after_at
  and (updated_at > :after_at or prj_id > :after_id)
order by updated_at, prj_id
limit :page_rows
