-- title: เรื่องที่รับตามชั่วโมง / Complaints received by hour
-- grain: one row per day of receipt, own org_unit and hour of the Bangkok clock
-- unit: complaints
-- source: fact_complaint
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, hour int, received int
select received_date as date, org_unit_key, received_hour as hour, count(*) as received
from fact_complaint
where received_date >= :from_date and received_date < :to_date and is_counted = true and is_deleted = false
group by received_date, org_unit_key, received_hour
order by received_date, org_unit_key, received_hour
