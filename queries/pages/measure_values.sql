-- title: ค่าข้อมูลตั้งต้นตามงวด / Values of measures by period
-- grain: one row per period and measure that has a value
-- unit: of each measure
-- source: measure_value
-- params: measures text[], period_ids text[], org_unit_key int
-- columns: period_id text, measure text, value int, run_key int
select
    measure_value.period_id,
    measure_value.measure,
    measure_value.value,
    measure_value.run_key
from measure_value
where measure_value.period_id in :period_ids
    and measure_value.org_unit_key = :org_unit_key
    and measure_value.measure in :measures
order by measure_value.period_id, measure_value.measure
