-- title: ระบบสารสนเทศที่เปลี่ยนแปลง / Systems changed since
-- grain: one row per system, in the order of its last change
-- unit: -
-- source: isd_system (ระบบพัฒนางานสารสนเทศ, MariaDB); no column about its administrator is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, system_code text?, name text, org_unit text?, system_kind text?, origin text?, stage text,
--   registered_at text, live_date text, retired_date text, personal_data text?, ropa_date text,
--   project_code text?, accounts int?, note text?, changed_at text
select
  sys_id as source_id,
  sys_code as system_code,
  sys_name as name,
  dept_name as org_unit,
  sys_type as system_kind,
  origin as origin,
  stage_code as stage,
  cast(created_at as char) as registered_at,
  cast(start_date as char) as live_date,
  cast(end_date as char) as retired_date,
  is_pdpa as personal_data,
  cast(ropa_date as char) as ropa_date,
  project_code as project_code,
  user_total as accounts,
  note as note,
  cast(updated_at as char) as changed_at
from isd_system
where updated_at >= :after_at
  and (updated_at > :after_at or sys_id > :after_id)
order by updated_at, sys_id
limit :page_rows
