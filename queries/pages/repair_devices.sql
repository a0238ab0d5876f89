-- title: งานแจ้งซ่อมตามประเภทอุปกรณ์ / Repairs by kind of device
-- grain: one row per kind of device with any repair or cost
-- unit: repairs; cost in satang
-- source: agg_repair_day, dim_word, org_unit_rollup
-- params: from_date date, to_date date, org_unit_key int
-- columns: code text, name_th text, name_en text, reported int, cost_satang int
select
    agg_repair_day.device_type_code as code, dim_word.name_th, dim_word.name_en,
    cast(sum(agg_repair_day.reported) as bigint) as reported,
    cast(sum(agg_repair_day.service_cost_satang + agg_repair_day.parts_cost_satang) as bigint) as cost_satang
from agg_repair_day
join org_unit_rollup
    on org_unit_rollup.descendant_key = agg_repair_day.org_unit_key and org_unit_rollup.ancestor_key = :org_unit_key
join dim_word on dim_word.vocabulary = 'device_type' and dim_word.code = agg_repair_day.device_type_code
where agg_repair_day.date >= :from_date and agg_repair_day.date < :to_date
group by agg_repair_day.device_type_code, dim_word.name_th, dim_word.name_en
having sum(agg_repair_day.reported) > 0
    or sum(agg_repair_day.service_cost_satang + agg_repair_day.parts_cost_satang) > 0
order by reported desc, code
