-- title: การอบรมรายวัน / Training by the day it ended
-- grain: one row per day a course ended, own org_unit at the time and kind of course
-- unit: people and courses; training_minutes in minutes; first_of_year, first_digital_of_year in people
-- source: fact_training, dim_date
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, category_code text, completed int, training_minutes int, first_of_year int,
--     first_digital_of_year int
with
-- a person's first course of a year is found among all courses of that person
people as materialized (
    select source_key, staff_id
    from fact_training
    where ended_date >= :from_date and ended_date < :to_date
    group by source_key, staff_id
),
-- a digital course counts where it was passed, any other where it was attended
completed as (
    select
        fact_training.ended_date, fact_training.org_unit_key, fact_training.category_code,
        fact_training.training_minutes,
        row_number() over (
            partition by fact_training.source_key, fact_training.staff_id, dim_date.fiscal_year
            order by fact_training.ended_date, fact_training.training_id
        ) as place,
        case when fact_training.category_code = 'digital' and fact_training.result_code = 'passed' then
            row_number() over (
                partition by
                    fact_training.source_key, fact_training.staff_id, dim_date.fiscal_year,
                    case
                        when fact_training.category_code = 'digital' and fact_training.result_code = 'passed' then 1
                        else 0
                    end
                order by fact_training.ended_date, fact_training.training_id
            )
        end as digital_place
    from people
    join fact_training
        on fact_training.source_key = people.source_key and fact_training.staff_id = people.staff_id
    join dim_date on dim_date.date = fact_training.ended_date
    where fact_training.result_code in ('passed', 'attended') and fact_training.is_deleted = false
)
select
    ended_date as date, org_unit_key, category_code, count(*) as completed,
    cast(sum(training_minutes) as bigint) as training_minutes,
    cast(sum(case when place = 1 then 1 else 0 end) as bigint) as first_of_year,
    cast(sum(case when digital_place = 1 then 1 else 0 end) as bigint) as first_digital_of_year
from completed
where ended_date >= :from_date and ended_date < :to_date
group by ended_date, org_unit_key, category_code
order by ended_date, org_unit_key, category_code
