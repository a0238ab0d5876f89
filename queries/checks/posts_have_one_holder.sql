-- title: ตำแหน่งหนึ่งมีผู้ครองคนเดียว / A post has one holder
-- grain: one row per post number that more than one person in service has
-- unit: warns, people
-- source: fact_staff
-- params:
-- columns: source_key int, post_number text, people int
select source_key, post_number, count(*) as people
from fact_staff
where is_deleted = false and staff_type_code <> 'outsourced' and left_date is null and post_number is not null
group by source_key, post_number
having count(*) > 1
order by source_key, post_number
