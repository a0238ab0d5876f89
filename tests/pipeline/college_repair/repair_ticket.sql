-- title: ใบแจ้งซ่อมทั้งหมด / All repair requests
-- grain: one row per job, in the order of its id
-- unit: baht
-- source: job, device, employee, department (MySQL of a college's IT office; it keeps no time of change)
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, ticket_number text?, reported_at text?, accepted_at text?, finished_at text?, due_at text?,
--   status text?, urgency text?, kind int?, device_type int?, symptom text?, result text?, org_unit text?,
--   asset_id int?, service_cost int?, stars int?, description text?, changed_at text
select
  job.id as source_id,
  null as ticket_number,
  cast(job.job_date as char) as reported_at,
  cast(job.job_start_date as char) as accepted_at,
  cast(job.job_success_date as char) as finished_at,
  null as due_at,
  job.job_status as status,
  null as urgency,
  nullif(job.job_type_id, 0) as kind,
  device.device_type_id as device_type,
  null as symptom,
  null as result,
  department.department_name as org_unit,
  nullif(job.device_id, 0) as asset_id,
  job.price as service_cost,
  null as stars,
  job.job_detail as description,
  '2000-01-01 00:00:00' as changed_at
from job
left join device on device.id = job.device_id
left join employee on employee.id = job.job_employee_id
left join department on department.id = employee.department_id
where '2000-01-01 00:00:00' >= :after_at and ('2000-01-01 00:00:00' > :after_at or job.id > :after_id)
order by job.id
limit :page_rows
