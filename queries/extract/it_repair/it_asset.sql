-- title: ครุภัณฑ์คอมพิวเตอร์ที่เปลี่ยนแปลง / Computer equipment changed since
-- grain: one row per machine, in the order of its last change
-- unit: baht
-- source: hd_equipment (ระบบแจ้งซ่อมคอมพิวเตอร์ของเทศบาล, MariaDB); the holder's name and telephone are not read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, asset_number text?, device_type int?, brand text?, model text?, org_unit text?,
--   acquired_date text?, fiscal_year int?, price text?, asset_status text?, disposed_date text?, changed_at text
select
  eq_id as source_id,
  eq_no as asset_number,
  nullif(type_id, 0) as device_type,
  brand as brand,
  model as model,
  dept_name as org_unit,
  cast(buy_date as char) as acquired_date,
  nullif(budget_year, 0) as fiscal_year,
  cast(price as char) as price,
  eq_status as asset_status,
  cast(dispose_date as char) as disposed_date,
  cast(updated_at as char) as changed_at
from hd_equipment
where updated_at >= :after_at
  and (updated_at > :after_at or eq_id > :after_id)
order by updated_at, eq_id
limit :page_rows
