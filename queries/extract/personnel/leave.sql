-- title: ใบลาที่เปลี่ยนแปลง / Requests for leave changed since
-- grain: one row per request, in the order of its last change
-- unit: -
-- source: tb_leave (ระบบข้อมูลบุคลากร, MariaDB); no name, reason, contact or certificate is read
-- params: after_at text, after_id int, page_rows int
-- columns: leave_id int, staff_id text?, org_unit text?, leave_type text?, decision text?, started_date text?,
--   ended_date text?, days float?, changed_at text
select
  leave_id as leave_id,
  emp_code as staff_id,
  div_name as org_unit,
  leave_type as leave_type,
  -- leave taken back keeps its approval; only the remark says so
  case when note like 'ยกเลิกลา%' then 'ยกเลิก' else status end as decision,
  cast(start_date as char) as started_date,
  cast(end_date as char) as ended_date,
  total_day as days,
  cast(updated_at as char) as changed_at
from tb_leave
where updated_at >= :after_at
  and (updated_at > :after_at or leave_id > :after_id)
order by updated_at, leave_id
limit :page_rows
