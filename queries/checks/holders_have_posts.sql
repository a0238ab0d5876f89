-- title: เลขที่ตำแหน่งที่มีผู้ครองอยู่ในแผนอัตรากำลัง / The post a person in service holds stands in the manpower plan
-- grain: one row per post number held that is no post of the plan, or an abolished one
-- unit: warns, people
-- source: fact_staff, fact_post
-- params:
-- columns: source_key int, post_number text, people int
select fact_staff.source_key, fact_staff.post_number, count(*) as people
from fact_staff
left join fact_post
    on fact_post.source_key = fact_staff.source_key
    and fact_post.post_number = fact_staff.post_number
    and fact_post.is_deleted = false
    and fact_post.abolished_date is null
where fact_staff.is_deleted = false
    and fact_staff.staff_type_code <> 'outsourced'
    and fact_staff.left_date is null
    and fact_staff.post_number is not null
    and fact_post.post_key is null
group by fact_staff.source_key, fact_staff.post_number
order by fact_staff.source_key, fact_staff.post_number
