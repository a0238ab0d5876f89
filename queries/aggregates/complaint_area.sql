-- title: เรื่องร้องเรียนตามพื้นที่ / Complaints by area
-- grain: one row per day, own org_unit and outermost area (a community counts in its zone) on which any of these happened
-- unit: complaints
-- source: fact_complaint, fact_complaint_spell, dim_area
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, area_key int, received int, finished int, due int, done_by_due int
with
outer_areas as (
    select area_key, coalesce(parent_key, area_key) as outer_key
    from dim_area
),
-- one branch for each kind of date; the columns are those of the result
events as (
    select
        fact_complaint.received_date as date, fact_complaint.org_unit_key, outer_areas.outer_key as area_key,
        cast(count(*) as integer) as received, 0 as finished, 0 as due, 0 as done_by_due
    from fact_complaint
    join outer_areas on outer_areas.area_key = fact_complaint.area_key
    where fact_complaint.received_date >= :from_date and fact_complaint.received_date < :to_date
        and fact_complaint.is_counted = true and fact_complaint.is_deleted = false
    group by fact_complaint.received_date, fact_complaint.org_unit_key, outer_areas.outer_key
    union all
    select
        spell.closed_date, spell.org_unit_key, outer_areas.outer_key,
        0, cast(count(*) as integer), 0, 0
    from fact_complaint_spell as spell
    join outer_areas on outer_areas.area_key = spell.area_key
    where spell.closed_date >= :from_date and spell.closed_date < :to_date and spell.outcome = 'finished'
    group by spell.closed_date, spell.org_unit_key, outer_areas.outer_key
    union all
    select
        spell.due_date, spell.org_unit_key, outer_areas.outer_key,
        0, 0, cast(count(*) as integer),
        cast(sum(case when spell.is_done_by_due = true then 1 else 0 end) as integer)
    from fact_complaint_spell as spell
    join outer_areas on outer_areas.area_key = spell.area_key
    where spell.due_date >= :from_date and spell.due_date < :to_date
    group by spell.due_date, spell.org_unit_key, outer_areas.outer_key
)
select
    date, org_unit_key, area_key,
    cast(sum(received) as bigint) as received,
    cast(sum(finished) as bigint) as finished,
    cast(sum(due) as bigint) as due,
    cast(sum(done_by_due) as bigint) as done_by_due
from events
group by date, org_unit_key, area_key
order by date, org_unit_key, area_key
