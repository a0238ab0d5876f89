-- title: งวดที่มีค่ากรอกแล้วของหน่วยงาน / Periods of an org_unit for which values were entered
-- grain: one row per indicator, period and state of an entry that waits or is approved
-- unit: none
-- source: ind_entry
-- params: org_unit_key int
-- columns: code text, period_id text, state text
select ind_entry.code, ind_entry.period_id, ind_entry.state
from ind_entry
where ind_entry.org_unit_key = :org_unit_key and ind_entry.state in ('waiting', 'approved')
group by ind_entry.code, ind_entry.period_id, ind_entry.state
order by ind_entry.code, ind_entry.period_id, ind_entry.state
