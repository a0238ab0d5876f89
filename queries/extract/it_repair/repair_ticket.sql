-- title: ใบแจ้งซ่อมที่เปลี่ยนแปลง / Repair requests changed since
-- grain: one row per request, in the order of its last change
-- unit: baht
-- source: hd_job (ระบบแจ้งซ่อมคอมพิวเตอร์ของเทศบาล, MariaDB); nothing about who reported or repaired is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, ticket_number text?, reported_at text?, accepted_at text?, finished_at text?, due_at text?,
--   waited_days int?, status text?, urgency int?, kind int?, device_type int?, symptom text?, result int?,
--   org_unit text?, asset_id int?, service_cost text?, stars int?, description text?, changed_at text
select
  job_id as source_id,
  job_no as ticket_number,
  cast(job_date as char) as reported_at,
  cast(accept_date as char) as accepted_at,
  cast(finish_date as char) as finished_at,
  cast(due_date as char) as due_at,
  wait_days as waited_days,
  status_code as status,
  nullif(urgency, 0) as urgency,
  job_type as kind,
  nullif(type_id, 0) as device_type,
  symptom as symptom,
  nullif(result, 0) as result,
  dept_name as org_unit,
  nullif(eq_id, 0) as asset_id,
  cast(outside_cost as char) as service_cost,
  score as stars,
  detail as description,
  cast(updated_at as char) as changed_at
from hd_job
where updated_at >= :after_at
  and (updated_at > :after_at or job_id > :after_id)
order by updated_at, job_id
limit :page_rows
