-- title: ผู้ลาป่วยและวันลาป่วยตามสำนัก/กอง / Sick leave by org_unit
-- grain: one row per org_unit (the chosen one and those directly below it) in which anybody was on sick leave
-- unit: people, half working days; approved leave by its first day. Fewer than five people are not to be shown
-- source: fact_leave, org_unit_rollup, dim_org_unit
-- params: org_unit_key int, from_date date, to_date date
-- columns: org_unit_key int, people int, half_days int
with
units as materialized (
    select dim_org_unit.org_unit_key, org_unit_rollup.descendant_key
    from dim_org_unit
    inner join org_unit_rollup on org_unit_rollup.ancestor_key = dim_org_unit.org_unit_key
    where dim_org_unit.org_unit_key = :org_unit_key or dim_org_unit.parent_key = :org_unit_key
)
select
    units.org_unit_key,
    count(distinct fact_leave.staff_id) as people,
    cast(sum(fact_leave.half_days) as bigint) as half_days
from fact_leave
inner join units on units.descendant_key = fact_leave.org_unit_key
where fact_leave.started_date >= :from_date
    and fact_leave.started_date < :to_date
    and fact_leave.leave_type_code = 'sick'
    and fact_leave.decision_code = 'approved'
    and fact_leave.is_deleted = false
group by units.org_unit_key
order by units.org_unit_key
