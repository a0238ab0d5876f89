-- title: ช่วงเวลาที่มีข้อมูลคำร้อง / The span of the complaint data
-- grain: one row; null where nothing has been loaded
-- unit: days
-- source: agg_complaint_day
-- params:
-- columns: first_date date?, last_date date?
select
    min(agg_complaint_day.date) as first_date,
    max(agg_complaint_day.date) as last_date
from agg_complaint_day
order by first_date
