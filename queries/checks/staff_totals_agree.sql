-- title: ยอดรายวันของบุคลากรเท่ากับทะเบียน / Daily totals of personnel equal the registers
-- grain: one row per quantity whose totals differ
-- unit: stops, people, posts, half days and minutes
-- source: fact_staff, fact_post, fact_leave, fact_training, agg_staff, agg_staff_retirement, agg_post, agg_leave,
--     agg_training, dim_date
-- params:
-- columns: quantity text, of_facts int, of_days int
with
compared as (
    select
        'staff' as quantity,
        (
            select cast(count(*) as bigint)
            from fact_staff
            where is_deleted = false and staff_type_code <> 'outsourced' and left_date is null
        ) as of_facts,
        (select cast(coalesce(sum(staff_change), 0) as bigint) from agg_staff) as of_days
    union all
    select
        'staff_by_retirement',
        (
            select cast(count(*) as bigint)
            from fact_staff
            where is_deleted = false and staff_type_code <> 'outsourced' and left_date is null
        ),
        (select cast(coalesce(sum(staff_change), 0) as bigint) from agg_staff_retirement)
    union all
    select
        'posts',
        (
            select cast(count(*) as bigint)
            from fact_post
            where is_deleted = false and staff_type_code <> 'outsourced' and abolished_date is null
        ),
        (select cast(coalesce(sum(post_change), 0) as bigint) from agg_post)
    union all
    select
        'leave_half_days',
        (
            select cast(coalesce(sum(half_days), 0) as bigint)
            from fact_leave
            where is_deleted = false and decision_code = 'approved'
        ),
        (select cast(coalesce(sum(half_days), 0) as bigint) from agg_leave)
    union all
    select
        'training_minutes',
        (
            select cast(coalesce(sum(training_minutes), 0) as bigint)
            from fact_training
            where is_deleted = false and result_code in ('passed', 'attended')
                and ended_date >= (select min(date) from dim_date)
        ),
        (select cast(coalesce(sum(training_minutes), 0) as bigint) from agg_training)
)
select quantity, of_facts, of_days
from compared
where of_facts <> of_days
order by quantity
