-- title: ผู้พ้นจากราชการมีวันที่พ้น / Whoever left the service has a day of leaving
-- grain: one row per person who left, by the status, and still counts for want of a date
-- unit: warns, people
-- source: fact_staff
-- params:
-- columns: staff_key int, status_code text, came_date date
select staff_key, status_code, came_date
from fact_staff
where is_deleted = false
    and left_date is null
    and status_code in ('transferred_out', 'resigned', 'retired', 'died', 'dismissed', 'contract_ended')
order by staff_key
