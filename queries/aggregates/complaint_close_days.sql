-- title: จำนวนวันที่ใช้จนเสร็จ / Days from receipt to finishing
-- grain: one row per closing day, own org_unit and number of days from receipt to that closing
-- unit: finished complaints with a known closing date
-- source: fact_complaint_spell
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, close_days int, finished int
select closed_date as date, org_unit_key, open_days as close_days, count(*) as finished
from fact_complaint_spell
where closed_date >= :from_date and closed_date < :to_date and open_days is not null
group by closed_date, org_unit_key, open_days
order by closed_date, org_unit_key, open_days
