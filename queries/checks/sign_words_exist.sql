-- title: คำและหน่วยงานของป้ายชั่วคราวมีอยู่ในตารางอ้างอิง / Every word and org_unit of the temporary signs is known
-- grain: one row per vocabulary and code that is missing there
-- unit: stops, codes
-- source: fact_sign_permit, fact_sign_removal, fact_unpermitted_sign, dim_word, dim_org_unit
-- params:
-- columns: vocabulary text, code text
with
used as (
    select 'sign_applicant_kind' as vocabulary, applicant_kind_code as code from fact_sign_permit
    union
    select 'sign_outcome', outcome_code from fact_sign_permit
    union
    select 'sign_zone', zone_code from fact_sign_permit
    union
    select 'sign_zone', zone_code from fact_unpermitted_sign
    union
    select 'sign_remover', removed_by_code from fact_sign_removal
),
units as (
    select org_unit_key from fact_sign_permit
    union
    select org_unit_key from fact_unpermitted_sign
)
select used.vocabulary, used.code
from used
left join dim_word on dim_word.vocabulary = used.vocabulary and dim_word.code = used.code
where dim_word.code is null
union all
select 'org_unit', cast(units.org_unit_key as text)
from units
where units.org_unit_key not in (select org_unit_key from dim_org_unit)
order by 1, 2
