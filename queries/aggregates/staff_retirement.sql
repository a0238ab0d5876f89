-- title: บุคลากรตามปีที่เกษียณ รายวัน / Staff by fiscal year of retirement, by day
-- grain: one row per day, own org_unit and fiscal year of retirement (0: not known) on which anybody came, left or was moved
-- unit: people; who came less who left
-- source: fact_staff, fact_movement
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, retire_fiscal_year int, staff_change int
with
counted as (
    select
        org_unit_key, came_date, left_date, coalesce(retire_fiscal_year, 0) as retire_fiscal_year
    from fact_staff
    where is_deleted = false and staff_type_code <> 'outsourced' and (left_date is null or left_date > came_date)
),
moves as materialized (
    select
        coalesce(fact_staff.retire_fiscal_year, 0) as retire_fiscal_year, fact_staff.came_date,
        fact_movement.effective_date, fact_movement.from_org_unit_key, fact_movement.to_org_unit_key
    from fact_movement
    join fact_staff
        on fact_staff.source_key = fact_movement.source_key and fact_staff.staff_id = fact_movement.staff_id
    where fact_movement.kind_code = 'moved' and fact_movement.is_deleted = false
        and fact_staff.is_deleted = false and fact_staff.staff_type_code <> 'outsourced'
        and fact_movement.effective_date > fact_staff.came_date
        and (fact_staff.left_date is null or fact_movement.effective_date < fact_staff.left_date)
),
-- as aggregates/staff.sql
events as (
    select came_date as date, org_unit_key, retire_fiscal_year, 1 as staff_change
    from counted
    union all
    select came_date, from_org_unit_key, retire_fiscal_year, 1
    from moves
    union all
    select came_date, to_org_unit_key, retire_fiscal_year, -1
    from moves
    union all
    select effective_date, from_org_unit_key, retire_fiscal_year, -1
    from moves
    union all
    select effective_date, to_org_unit_key, retire_fiscal_year, 1
    from moves
    union all
    select left_date, org_unit_key, retire_fiscal_year, -1
    from counted
    where left_date is not null
)
select date, org_unit_key, retire_fiscal_year, cast(sum(staff_change) as bigint) as staff_change
from events
where date >= :from_date and date < :to_date
group by date, org_unit_key, retire_fiscal_year
order by date, org_unit_key, retire_fiscal_year
