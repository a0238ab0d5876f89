-- title: กรอบอัตรากำลังรายวัน / Posts of the manpower plan by day
-- grain: one row per day, own org_unit and type of staff on which a post was established or abolished
-- unit: posts; established less abolished
-- source: fact_post
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, staff_type_code text, post_change int
with
counted as (
    select org_unit_key, staff_type_code, established_date, abolished_date
    from fact_post
    where is_deleted = false and staff_type_code <> 'outsourced'
        and (abolished_date is null or abolished_date > established_date)
),
events as (
    select established_date as date, org_unit_key, staff_type_code, 1 as post_change
    from counted
    union all
    select abolished_date, org_unit_key, staff_type_code, -1
    from counted
    where abolished_date is not null
)
select date, org_unit_key, staff_type_code, cast(sum(post_change) as bigint) as post_change
from events
where date >= :from_date and date < :to_date
group by date, org_unit_key, staff_type_code
order by date, org_unit_key, staff_type_code
