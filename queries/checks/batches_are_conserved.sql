-- title: จำนวนแถวที่อ่านเท่ากับที่บันทึก ซ้ำ และปฏิเสธรวมกัน / Rows read are all accounted for
-- grain: one row per merged batch that breaks read = inserted + updated + unchanged + duplicate + rejected
-- unit: stops, rows
-- source: etl_batch
-- params:
-- columns: run_key int, entity text, read int, accounted int
select run_key, entity, read, inserted + updated + unchanged + duplicate + rejected as accounted
from etl_batch
where status = 'merged' and read <> inserted + updated + unchanged + duplicate + rejected
order by run_key, entity
