-- title: สำนัก/กอง ในตัวกรอง / Org_units of the filter
-- grain: one row per org_unit, the municipality first
-- unit: none
-- source: dim_org_unit
-- params:
-- columns: org_unit_key int, code text, name_th text, name_en text, short_th text, depth int
select
    dim_org_unit.org_unit_key,
    dim_org_unit.code,
    dim_org_unit.name_th,
    dim_org_unit.name_en,
    dim_org_unit.short_th,
    dim_org_unit.depth
from dim_org_unit
order by dim_org_unit.sort_order, dim_org_unit.org_unit_key
