-- title: อะไหล่ที่ใช้เพิ่ม / Parts used since
-- grain: one row per part of a request, in the order of its last change
-- unit: baht
-- source: hd_part_use (ระบบแจ้งซ่อมคอมพิวเตอร์ของเทศบาล, MariaDB)
-- params: after_at text, after_id int, page_rows int
-- columns: ticket_id int, sequence int, used_date text?, part_name text?, quantity int?, unit_price text?,
--   changed_at text
select
  job_id as ticket_id,
  use_id as sequence,
  cast(use_date as char) as used_date,
  part_name as part_name,
  qty as quantity,
  cast(unit_price as char) as unit_price,
  cast(updated_at as char) as changed_at
from hd_part_use
where updated_at >= :after_at
  and (updated_at > :after_at or use_id > :after_id)
order by updated_at, use_id
limit :page_rows
