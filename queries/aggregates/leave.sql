-- title: การลาที่ได้รับอนุญาตรายวัน / Approved leave by first day
-- grain: one row per first day of leave, own org_unit at the time and kind of leave
-- unit: requests; half_days in half working days
-- source: fact_leave
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, leave_type_code text, requests int, half_days int
select
    started_date as date, org_unit_key, leave_type_code, count(*) as requests,
    cast(sum(half_days) as bigint) as half_days
from fact_leave
where started_date >= :from_date and started_date < :to_date and decision_code = 'approved' and is_deleted = false
group by started_date, org_unit_key, leave_type_code
order by started_date, org_unit_key, leave_type_code
