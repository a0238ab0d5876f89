-- title: ค่าตัวชี้วัดตามสำนัก/กอง / Values of indicators by org_unit
-- grain: one row per indicator and org_unit, the chosen one and those directly below it
-- unit: of each indicator
-- source: ind_value, dim_org_unit
-- params: codes text[], period_id text, org_unit_key int
-- columns: code text, org_unit_key int, org_unit_code text, name_th text, name_en text, short_th text, depth int, value float?, target float?, target_state text?, status text
select
    ind_value.code,
    dim_org_unit.org_unit_key,
    dim_org_unit.code as org_unit_code,
    dim_org_unit.name_th,
    dim_org_unit.name_en,
    dim_org_unit.short_th,
    dim_org_unit.depth,
    ind_value.value,
    ind_value.target,
    ind_value.target_state,
    ind_value.status
from dim_org_unit
inner join ind_value on ind_value.org_unit_key = dim_org_unit.org_unit_key
where (dim_org_unit.parent_key = :org_unit_key or dim_org_unit.org_unit_key = :org_unit_key)
    and ind_value.period_id = :period_id
    and ind_value.code in :codes
order by ind_value.code, dim_org_unit.depth, dim_org_unit.sort_order, dim_org_unit.org_unit_key
