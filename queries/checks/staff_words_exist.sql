-- title: คำและหน่วยงานของบุคลากรมีอยู่ในตารางอ้างอิง / Every word and org_unit of personnel is known
-- grain: one row per vocabulary and code that is missing there
-- unit: stops, codes
-- source: fact_staff, fact_post, fact_movement, fact_leave, fact_training, dim_word, dim_org_unit
-- params:
-- columns: vocabulary text, code text
with
used as (
    select 'staff_type' as vocabulary, staff_type_code as code from fact_staff
    union
    select 'staff_type', staff_type_code from fact_post
    union
    select 'staff_status', status_code from fact_staff
    union
    select 'sex', sex_code from fact_staff
    union
    select 'position_type', position_type_code from fact_staff
    union
    select 'level', level_code from fact_staff
    union
    select 'level', level_code from fact_post
    union
    select 'movement_kind', kind_code from fact_movement
    union
    select 'leave_type', leave_type_code from fact_leave
    union
    select 'leave_decision', decision_code from fact_leave
    union
    select 'course_category', category_code from fact_training
    union
    select 'training_result', result_code from fact_training
),
units as (
    select org_unit_key from fact_staff
    union
    select org_unit_key from fact_post
    union
    select from_org_unit_key from fact_movement
    union
    select to_org_unit_key from fact_movement
    union
    select org_unit_key from fact_leave
    union
    select org_unit_key from fact_training
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
