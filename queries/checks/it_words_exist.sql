-- title: รหัสทุกตัวของงานสารสนเทศมีอยู่ในตารางอ้างอิง / Every code of the IT projects exists in its vocabulary
-- grain: one row per vocabulary and code (or org_unit) that is missing there
-- unit: stops, codes
-- source: fact_it_system, fact_it_request, fact_it_service_process, fact_it_assessment, fact_it_integration,
--     fact_plan_project, fact_plan_year, fact_plan_progress, fact_it_service, fact_it_dataset, dim_word, dim_org_unit
-- params:
-- columns: vocabulary text, code text
with
used as (
    select 'it_stage' as vocabulary, stage_code as code from fact_it_system
    union
    select 'it_system_kind', system_kind_code from fact_it_system
    union
    select 'it_system_origin', origin_code from fact_it_system
    union
    select 'it_personal_data', personal_data_code from fact_it_system
    union
    select 'it_integration_method', method_code from fact_it_integration
    union
    select 'it_request_kind', request_kind_code from fact_it_request
    union
    select 'it_request_status', request_status_code from fact_it_request
    union
    select 'digital_process', process_code from fact_it_service_process
    union
    select 'digital_readiness', readiness_code from fact_it_service_process
    union
    select 'it_assessment_item', item_code from fact_it_assessment
    union
    select 'plan_budget_mark', budget_mark_code from fact_plan_year
    union
    select 'plan_progress_status', project_status_code from fact_plan_progress
),
units as (
    select org_unit_key from fact_it_system
    union
    select org_unit_key from fact_it_request
    union
    select org_unit_key from fact_it_service
    union
    select org_unit_key from fact_it_dataset
    union
    select org_unit_key from fact_plan_project
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
