-- title: ค่าที่กรอกเองซึ่งรอความเห็นชอบ / Entered values that wait for approval
-- grain: one row
-- unit: values
-- source: ind_entry
-- params: period_ids text[]
-- columns: waiting int
select count(*) as waiting
from ind_entry
where ind_entry.state = 'waiting'
    and ind_entry.period_id in :period_ids
order by waiting
