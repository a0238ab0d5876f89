-- title: บุคลากรที่เปลี่ยนแปลง / People changed since
-- grain: one row per person, in the order of the last change
-- unit: -
-- source: tb_person (ระบบข้อมูลบุคลากร, MariaDB); no name, identity number, address, telephone or pay is read
-- params: after_at text, after_id int, page_rows int
-- columns: row_id int, staff_id text?, staff_type text?, status text?, sex text?, birth_date text?, org_unit text?,
--   position text?, position_type text?, level text?, post_number text?, hired_date text?, left_date text?,
--   changed_at text
select
  person_id as row_id,
  emp_code as staff_id,
  cat_code as staff_type,
  status_code as status,
  sex as sex,
  cast(birthday as char) as birth_date,
  div_name as org_unit,
  position_name as position,
  position_type as position_type,
  level_name as level,
  pos_no as post_number,
  cast(start_date as char) as hired_date,
  -- somebody who has left without a date left when that was written
  case
    when status_code >= '11' and cast(out_date as char) = '0000-00-00' then substr(cast(updated_at as char), 1, 10)
    else cast(out_date as char)
  end as left_date,
  cast(updated_at as char) as changed_at
from tb_person
where updated_at >= :after_at
  and (updated_at > :after_at or person_id > :after_id)
order by updated_at, person_id
limit :page_rows
