-- title: ค่าที่มีอยู่ของแต่ละงวดและหน่วยงาน / What stands at each place
-- grain: one row per indicator, period and org_unit with a value that waits or is approved
-- unit: of the indicator
-- source: ind_entry, dim_org_unit
-- params: codes text[]
-- columns: code text, period_id text, org_unit_code text, newest int, approved float?
select
    ind_entry.code,
    ind_entry.period_id,
    dim_org_unit.code as org_unit_code,
    max(ind_entry.entry_key) as newest,
    max(case when ind_entry.state = 'approved' then ind_entry.value end) as approved
from ind_entry
join dim_org_unit on dim_org_unit.org_unit_key = ind_entry.org_unit_key
where ind_entry.code in :codes and ind_entry.state in ('waiting', 'approved')
group by ind_entry.code, ind_entry.period_id, dim_org_unit.code
order by ind_entry.code, ind_entry.period_id, dim_org_unit.code
