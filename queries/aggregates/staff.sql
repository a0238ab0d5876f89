-- title: บุคลากรรายวัน / Staff by day
-- grain: one row per day, own org_unit and type of staff on which anybody came, left or was moved
-- unit: people; a change is who came less who left
-- source: fact_staff, fact_movement
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, staff_type_code text, staff_change int, on_post_change int, hired int,
--     resigned int, transferred_out int, retired int, left_otherwise int, moved_in int, moved_out int
with
-- hired services are not staff; who left before anything is counted never was
counted as (
    select
        org_unit_key, staff_type_code, status_code, came_date, left_date,
        case when post_number is null then 0 else 1 end as has_post
    from fact_staff
    where is_deleted = false and staff_type_code <> 'outsourced' and (left_date is null or left_date > came_date)
),
moves as materialized (
    select
        fact_staff.staff_type_code, fact_staff.came_date,
        case when fact_staff.post_number is null then 0 else 1 end as has_post, fact_movement.effective_date,
        fact_movement.from_org_unit_key, fact_movement.to_org_unit_key
    from fact_movement
    join fact_staff
        on fact_staff.source_key = fact_movement.source_key and fact_staff.staff_id = fact_movement.staff_id
    where fact_movement.kind_code = 'moved' and fact_movement.is_deleted = false
        and fact_staff.is_deleted = false and fact_staff.staff_type_code <> 'outsourced'
        and fact_movement.effective_date > fact_staff.came_date
        and (fact_staff.left_date is null or fact_movement.effective_date < fact_staff.left_date)
),
-- a person stands in the register with the org_unit of today: each move puts right where the way began
events as (
    select
        came_date as date, org_unit_key, staff_type_code, 1 as staff_change, has_post as on_post_change, 1 as hired,
        0 as resigned, 0 as transferred_out, 0 as retired, 0 as left_otherwise, 0 as moved_in, 0 as moved_out
    from counted
    union all
    select came_date, from_org_unit_key, staff_type_code, 1, has_post, 1, 0, 0, 0, 0, 0, 0
    from moves
    union all
    select came_date, to_org_unit_key, staff_type_code, -1, -has_post, -1, 0, 0, 0, 0, 0, 0
    from moves
    union all
    select effective_date, from_org_unit_key, staff_type_code, -1, -has_post, 0, 0, 0, 0, 0, 0, 1
    from moves
    union all
    select effective_date, to_org_unit_key, staff_type_code, 1, has_post, 0, 0, 0, 0, 0, 1, 0
    from moves
    union all
    select
        left_date, org_unit_key, staff_type_code, -1, -has_post, 0,
        case when status_code = 'resigned' then 1 else 0 end,
        case when status_code = 'transferred_out' then 1 else 0 end,
        case when status_code = 'retired' then 1 else 0 end,
        case when status_code in ('resigned', 'transferred_out', 'retired') then 0 else 1 end,
        0, 0
    from counted
    where left_date is not null
)
select
    date, org_unit_key, staff_type_code,
    cast(sum(staff_change) as bigint) as staff_change,
    cast(sum(on_post_change) as bigint) as on_post_change,
    cast(sum(hired) as bigint) as hired,
    cast(sum(resigned) as bigint) as resigned,
    cast(sum(transferred_out) as bigint) as transferred_out,
    cast(sum(retired) as bigint) as retired,
    cast(sum(left_otherwise) as bigint) as left_otherwise,
    cast(sum(moved_in) as bigint) as moved_in,
    cast(sum(moved_out) as bigint) as moved_out
from events
where date >= :from_date and date < :to_date
group by date, org_unit_key, staff_type_code
order by date, org_unit_key, staff_type_code
