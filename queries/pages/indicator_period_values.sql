-- title: ค่าตัวชี้วัดทุกตัวของงวดเดียว / Every indicator in one period
-- grain: one row per indicator that has been scored
-- unit: of each indicator
-- source: ind_value
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
order by ind_value.code
