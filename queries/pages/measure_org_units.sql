-- title: ค่าข้อมูลตั้งต้นตามสำนัก/กอง / Values of measures by org_unit
-- grain: one row per org_unit (the chosen one and those directly below it) and measure that has a value
-- unit: of each measure
-- source: measure_value, dim_org_unit
-- params: measures text[], period_id text, org_unit_key int
-- columns: org_unit_key int, measure text, value int
select
    measure_value.org_unit_key,
    measure_value.measure,
    measure_value.value
from dim_org_unit
inner join measure_value on measure_value.org_unit_key = dim_org_unit.org_unit_key
where (dim_org_unit.parent_key = :org_unit_key or dim_org_unit.org_unit_key = :org_unit_key)
    and measure_value.period_id = :period_id
    and measure_value.measure in :measures
order by measure_value.org_unit_key, measure_value.measure
