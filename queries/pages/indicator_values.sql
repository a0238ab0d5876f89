-- title: ค่าตัวชี้วัดตามงวด / Values of indicators by period
-- grain: one row per indicator and period that has been scored
-- unit: of each indicator
-- source: ind_value
-- params: codes text[], period_ids text[], org_unit_key int
-- columns: code text, period_id text, value float?, target float?, target_state text?, status text, run_key int, definition_key int
select
    ind_value.code,
    ind_value.period_id,
    ind_value.value,
    ind_value.target,
    ind_value.target_state,
    ind_value.status,
    ind_value.run_key,
    ind_value.definition_key
from ind_value
where ind_value.period_id in :period_ids
    and ind_value.code in :codes
    -- what no source gives is said once, for the whole municipality
    and (ind_value.org_unit_key = :org_unit_key or ind_value.status = 'not_connected')
order by ind_value.code, ind_value.period_id
