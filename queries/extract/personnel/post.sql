-- title: กรอบอัตรากำลังที่เปลี่ยนแปลง / Posts of the manpower plan changed since
-- grain: one row per post, in the order of its last change
-- unit: -
-- source: tb_position (ระบบข้อมูลบุคลากร, MariaDB)
-- params: after_at text, after_id int, page_rows int
-- columns: row_id int, post_number text?, staff_type text?, position text?, position_type text?, level text?,
--   org_unit text?, established_date text?, abolished_date text?, changed_at text
select
  pos_id as row_id,
  pos_no as post_number,
  cat_code as staff_type,
  position_name as position,
  position_type as position_type,
  level_name as level,
  div_name as org_unit,
  cast(open_date as char) as established_date,
  cast(cancel_date as char) as abolished_date,
  cast(updated_at as char) as changed_at
from tb_position
where updated_at >= :after_at
  and (updated_at > :after_at or pos_id > :after_id)
order by updated_at, pos_id
limit :page_rows
