-- title: การอบรมที่เปลี่ยนแปลง / Training changed since
-- grain: one row per person and course attended, in the order of its last change
-- unit: -
-- source: tb_training (ระบบข้อมูลบุคลากร, MariaDB); neither the name nor the certificate is read
-- params: after_at text, after_id int, page_rows int
-- columns: training_id int, staff_id text?, org_unit text?, category text?, result text?, hours text?,
--   ended_date text?, changed_at text
select
  train_id as training_id,
  -- rows typed in a spreadsheet lost the zeros in front: six digits again
  case when emp_code = '' then '' else substr(cast(1000000 + cast(emp_code as unsigned) as char), 2) end as staff_id,
  div_name as org_unit,
  course_group as category,
  result as result,
  hours as hours,
  cast(end_date as char) as ended_date,
  cast(updated_at as char) as changed_at
from tb_training
where updated_at >= :after_at
  and (updated_at > :after_at or train_id > :after_id)
order by updated_at, train_id
limit :page_rows
