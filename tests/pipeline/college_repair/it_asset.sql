-- title: ครุภัณฑ์คอมพิวเตอร์ทั้งหมด / All computer equipment
-- grain: one row per device, in the order of its id
-- unit: baht
-- source: device, department (MySQL of a college's IT office; it keeps no time of change)
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, asset_number text?, device_type int?, brand text?, model text?, org_unit text?,
--   acquired_date text?, fiscal_year int?, price text?, asset_status text, disposed_date text?, changed_at text
select
  device.id as source_id,
  device.device_id as asset_number,
  device.device_type_id as device_type,
  device.device_brand as brand,
  device.device_model as model,
  department.department_name as org_unit,
  cast(device.date_use as char) as acquired_date,
  null as fiscal_year,
  cast(device.device_price as char) as price,
  device.device_status as asset_status,
  null as disposed_date,
  '2000-01-01 00:00:00' as changed_at
from device
left join department on department.id = device.department_id
where '2000-01-01 00:00:00' >= :after_at and ('2000-01-01 00:00:00' > :after_at or device.id > :after_id)
order by device.id
limit :page_rows
