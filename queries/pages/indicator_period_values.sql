-- title: ค่าตัวชี้วัดทุกตัวของงวดเดียว / Every indicator in one period
-- grain: one row per indicator that has been scored
-- unit: of each indicator
-- source: ind_value, dim_org_unit
-- params: period_id text, org_unit_key int
-- columns: code text, value float?, target float?, target_state text?, status text, score float?, definition_key int, run_key int
select
    ind_value.code,
    ind_value.value,
    ind_value.target,
    ind_value.target_state,
    ind_value.status,
    ind_value.score,
    ind_value.definition_key,
    ind_value.run_key
from ind_value
where ind_value.period_id = :period_id
    and ind_value.org_unit_key = :org_unit_key
union all
-- what no source gives is said once, for the whole municipality
select
    ind_value.code,
    ind_value.value,
    ind_value.target,
    ind_value.target_state,
    ind_value.status,
    ind_value.score,
    ind_value.definition_key,
    ind_value.run_key
from dim_org_unit
inner join ind_value on ind_value.org_unit_key = dim_org_unit.org_unit_key
where ind_value.period_id = :period_id
    and dim_org_unit.parent_key is null
    and dim_org_unit.org_unit_key <> :org_unit_key
    and ind_value.status = 'not_connected'
order by code
