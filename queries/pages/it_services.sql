-- title: ความพร้อมของงานบริการรายกระบวนการ / Readiness of services by process
-- grain: one row per public service and digital process, of the chosen org_unit and those below it, as of now
-- unit: -
-- source: fact_it_service, fact_it_service_process, dim_word, org_unit_rollup
-- params: org_unit_key int
-- columns: service_key int, name text, org_unit_key int, process_code text, process_th text, process_en text,
--     readiness_code text, ready_date date?
select
    fact_it_service.it_service_key as service_key, fact_it_service.name, fact_it_service.org_unit_key,
    fact_it_service_process.process_code, dim_word.name_th as process_th, dim_word.name_en as process_en,
    fact_it_service_process.readiness_code, fact_it_service_process.ready_date
from fact_it_service
join org_unit_rollup on org_unit_rollup.descendant_key = fact_it_service.org_unit_key
join fact_it_service_process
    on fact_it_service_process.source_key = fact_it_service.source_key
    and fact_it_service_process.service_id = fact_it_service.source_id
    and fact_it_service_process.is_deleted = false
join dim_word on dim_word.vocabulary = 'digital_process' and dim_word.code = fact_it_service_process.process_code
where org_unit_rollup.ancestor_key = :org_unit_key and fact_it_service.is_deleted = false
order by fact_it_service.it_service_key, fact_it_service_process.process_code
