-- title: ผู้ที่จะเกษียณตามปีงบประมาณ สังกัด ประเภท และตำแหน่ง / Who retires, by fiscal year, org_unit, type and position
-- grain: one row per fiscal year of retirement, org_unit (the chosen one and those directly below it), type and position
-- unit: people in service on a day
-- source: fact_staff, org_unit_rollup, dim_org_unit, dim_word
-- params: org_unit_key int, on_date date, from_year int, to_year int
-- columns: retire_fiscal_year int, org_unit_key int, staff_type_code text, type_order int, type_th text,
--     type_en text, position text, people int
with
units as materialized (
    select dim_org_unit.org_unit_key, org_unit_rollup.descendant_key
    from dim_org_unit
    inner join org_unit_rollup on org_unit_rollup.ancestor_key = dim_org_unit.org_unit_key
    where dim_org_unit.org_unit_key = :org_unit_key or dim_org_unit.parent_key = :org_unit_key
)
select
    fact_staff.retire_fiscal_year,
    units.org_unit_key,
    fact_staff.staff_type_code,
    dim_word.sort_order as type_order,
    dim_word.name_th as type_th,
    dim_word.name_en as type_en,
    coalesce(fact_staff.position, '') as position,
    count(*) as people
from fact_staff
inner join units on units.descendant_key = fact_staff.org_unit_key
inner join dim_word on dim_word.vocabulary = 'staff_type' and dim_word.code = fact_staff.staff_type_code
where fact_staff.is_deleted = false
    and fact_staff.staff_type_code <> 'outsourced'
    and fact_staff.came_date <= :on_date
    and (fact_staff.left_date is null or fact_staff.left_date > :on_date)
    and fact_staff.retire_fiscal_year >= :from_year
    and fact_staff.retire_fiscal_year < :to_year
group by
    fact_staff.retire_fiscal_year, units.org_unit_key, fact_staff.staff_type_code, dim_word.sort_order, dim_word.name_th,
    dim_word.name_en, coalesce(fact_staff.position, '')
order by
    fact_staff.retire_fiscal_year, units.org_unit_key, fact_staff.staff_type_code, coalesce(fact_staff.position, '')
