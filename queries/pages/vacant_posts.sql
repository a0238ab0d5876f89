-- title: ตำแหน่งว่าง / Vacant posts
-- grain: one row per post of the plan that nobody in service holds on a day
-- unit: -
-- source: fact_post, fact_staff, org_unit_rollup, dim_org_unit, dim_word
-- params: org_unit_key int, on_date date
-- columns: post_number text, position text, type_th text, type_en text, level_th text, level_en text, org_unit_key int,
--     org_unit_th text, org_unit_en text, vacant_from_date date, established_date date
with
standing as (
    select fact_post.post_key, fact_post.source_key, fact_post.post_number
    from fact_post
    inner join org_unit_rollup on org_unit_rollup.descendant_key = fact_post.org_unit_key
    where org_unit_rollup.ancestor_key = :org_unit_key
        and fact_post.is_deleted = false
        and fact_post.staff_type_code <> 'outsourced'
        and fact_post.established_date <= :on_date
        and (fact_post.abolished_date is null or fact_post.abolished_date > :on_date)
),
holders as (
    select
        standing.post_key,
        max(case when fact_staff.left_date is null or fact_staff.left_date > :on_date then 1 else 0 end) as is_held,
        max(fact_staff.left_date) as left_date
    from standing
    inner join fact_staff
        on fact_staff.source_key = standing.source_key and fact_staff.post_number = standing.post_number
    where fact_staff.is_deleted = false
        and fact_staff.staff_type_code <> 'outsourced'
        and fact_staff.came_date <= :on_date
    group by standing.post_key
)
select
    fact_post.post_number,
    coalesce(fact_post.position, '') as position,
    types.name_th as type_th,
    types.name_en as type_en,
    levels.name_th as level_th,
    levels.name_en as level_en,
    fact_post.org_unit_key,
    dim_org_unit.name_th as org_unit_th,
    dim_org_unit.name_en as org_unit_en,
    coalesce(holders.left_date, fact_post.established_date) as vacant_from_date,
    fact_post.established_date
from standing
inner join fact_post on fact_post.post_key = standing.post_key
inner join dim_org_unit on dim_org_unit.org_unit_key = fact_post.org_unit_key
inner join dim_word as types on types.vocabulary = 'staff_type' and types.code = fact_post.staff_type_code
inner join dim_word as levels on levels.vocabulary = 'level' and levels.code = fact_post.level_code
left join holders on holders.post_key = standing.post_key
where holders.is_held is null or holders.is_held = 0
order by coalesce(holders.left_date, fact_post.established_date), fact_post.post_number, fact_post.post_key
