-- title: รหัสทุกตัวของงานซ่อมมีอยู่ในตารางอ้างอิง / Every code of IT repair exists in its vocabulary
-- grain: one row per vocabulary and code (or org_unit) that is missing there
-- unit: stops, codes
-- source: fact_repair_ticket, fact_repair_status, fact_it_asset, dim_word, dim_org_unit
-- params:
-- columns: vocabulary text, code text
with
used as (
    select 'repair_status' as vocabulary, status_code as code from fact_repair_ticket
    union
    select 'repair_status', status_code from fact_repair_status
    union
    select 'repair_urgency', urgency_code from fact_repair_ticket
    union
    select 'repair_kind', kind_code from fact_repair_ticket
    union
    select 'repair_symptom', symptom_code from fact_repair_ticket
    union
    select 'repair_result', result_code from fact_repair_ticket
    union
    select 'device_type', device_type_code from fact_repair_ticket
    union
    select 'device_type', device_type_code from fact_it_asset
    union
    select 'asset_status', asset_status_code from fact_it_asset
),
units as (
    select org_unit_key from fact_repair_ticket
    union
    select org_unit_key from fact_it_asset
),
missing as (
    select used.vocabulary, used.code
    from used
    left join dim_word on dim_word.vocabulary = used.vocabulary and dim_word.code = used.code
    where dim_word.code is null
    union all
    select 'org_unit', cast(units.org_unit_key as text)
    from units
    where units.org_unit_key not in (select org_unit_key from dim_org_unit)
)
select vocabulary, code
from missing
order by vocabulary, code
