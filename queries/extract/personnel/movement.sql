-- title: คำสั่งแต่งตั้งโยกย้ายที่บันทึกเพิ่ม / Orders written since
-- grain: one row per line of an order, in the order it was written
-- unit: -
-- source: tb_order (ระบบข้อมูลบุคลากร, MariaDB); neither the name nor the text of the order is read
-- params: after_at text, after_id int, page_rows int
-- columns: movement_id int, staff_id text?, kind text?, effective_date text?, from_org_unit text?, to_org_unit text?,
--   changed_at text
select
  order_id as movement_id,
  emp_code as staff_id,
  move_type as kind,
  cast(effective_date as char) as effective_date,
  old_div_name as from_org_unit,
  new_div_name as to_org_unit,
  cast(created_at as char) as changed_at
from tb_order
where created_at >= :after_at
  and (created_at > :after_at or order_id > :after_id)
order by created_at, order_id
limit :page_rows
