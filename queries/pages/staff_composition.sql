-- title: บุคลากรตามประเภท เพศ ระดับ และปีที่เกษียณ / Staff by type, sex, level and year of retirement
-- grain: one row per vocabulary (the year of retirement: `retire_fiscal_year`) and word of it that anybody has
-- unit: people in service on a day
-- source: fact_staff, org_unit_rollup, dim_word
-- params: org_unit_key int, on_date date
-- columns: vocabulary text, code text, name_th text, name_en text, sort_order int, people int
with
present as (
    select
        fact_staff.staff_type_code, fact_staff.sex_code, fact_staff.level_code, fact_staff.position_type_code,
        fact_staff.retire_fiscal_year
    from fact_staff
    inner join org_unit_rollup on org_unit_rollup.descendant_key = fact_staff.org_unit_key
    where org_unit_rollup.ancestor_key = :org_unit_key
        and fact_staff.is_deleted = false
        and fact_staff.came_date <= :on_date
        and (fact_staff.left_date is null or fact_staff.left_date > :on_date)
),
counted as (
    select 'staff_type' as vocabulary, staff_type_code as code, count(*) as people
    from present
    group by staff_type_code
    union all
    select 'sex', sex_code, count(*)
    from present
    where staff_type_code <> 'outsourced'
    group by sex_code
    union all
    select 'level', level_code, count(*)
    from present
    where staff_type_code <> 'outsourced'
    group by level_code
    union all
    select 'position_type', position_type_code, count(*)
    from present
    where staff_type_code <> 'outsourced'
    group by position_type_code
    union all
    select 'retire_fiscal_year', cast(coalesce(retire_fiscal_year, 0) as text), count(*)
    from present
    where staff_type_code <> 'outsourced'
    group by coalesce(retire_fiscal_year, 0)
)
select
    counted.vocabulary, counted.code, coalesce(dim_word.name_th, '') as name_th, coalesce(dim_word.name_en, '') as name_en,
    coalesce(dim_word.sort_order, 0) as sort_order, counted.people
from counted
left join dim_word on dim_word.vocabulary = counted.vocabulary and dim_word.code = counted.code
order by counted.vocabulary, coalesce(dim_word.sort_order, 0), counted.code
