-- title: วันที่ของบุคลากรเรียงตามลำดับ / The dates of personnel are in order
-- grain: one row per person, post or request whose end lies before its beginning
-- unit: warns, rows
-- source: fact_staff, fact_post, fact_leave
-- params:
-- columns: entity text, row_key int, from_date date, to_date date
with
spans as (
    select 'staff' as entity, staff_key as row_key, came_date as from_date, left_date as to_date
    from fact_staff
    where is_deleted = false
    union all
    select 'post', post_key, established_date, abolished_date
    from fact_post
    where is_deleted = false
    union all
    select 'leave', leave_key, started_date, ended_date
    from fact_leave
    where is_deleted = false
)
select entity, row_key, from_date, to_date
from spans
where to_date < from_date
order by entity, row_key
