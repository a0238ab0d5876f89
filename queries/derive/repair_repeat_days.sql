-- title: วันที่แจ้งซ้ำหลังงานซ่อมที่เปลี่ยน / Days on which the faults of touched repairs were reported again
-- grain: one row per day
-- unit: dates
-- source: stg_touched, fact_repair_ticket
-- params:
-- columns: date date
select distinct again.reported_date as date
-- cross join: SQLite then reads the touched ones first, and of each machine its own requests
from stg_touched
cross join fact_repair_ticket as earlier
cross join fact_repair_ticket as again
where earlier.source_key = stg_touched.source_key and earlier.source_id = stg_touched.source_id
    and again.source_key = earlier.source_key and again.asset_id = earlier.asset_id
    and again.symptom_code = earlier.symptom_code
    and again.reported_day >= earlier.ended_day and again.reported_day <= earlier.ended_day + 30
order by again.reported_date
