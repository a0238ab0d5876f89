-- title: เรื่องร้องเรียนตามพื้นที่ / Complaints by area
-- grain: one row per day, own org_unit and outermost area (a community counts in its zone) on which any of these happened
-- unit: complaints
-- source: fact_complaint, fact_complaint_spell, dim_area
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, area_key int, received int, finished int, due int, done_by_due int
with
-- by area as the complaints name it, one branch for each kind of date; the columns are those of the result
events as (
    select
        received_date as date, org_unit_key, area_key, cast(count(*) as integer) as received, 0 as finished, 0 as due,
        0 as done_by_due
    from fact_complaint
    where received_date >= :from_date and received_date < :to_date and is_counted = true and is_deleted = false
    group by received_date, org_unit_key, area_key
    union all
    select
        closed_date, org_unit_key, area_key,
        0, cast(count(*) as integer), 0, 0
    from fact_complaint_spell
    where closed_date >= :from_date and closed_date < :to_date
        and outcome = 'finished'
    group by closed_date, org_unit_key, area_key
    union all
    select
        due_date, org_unit_key, area_key,
        0, 0, cast(count(*) as integer),
        cast(sum(case when is_done_by_due = true then 1 else 0 end) as integer)
    from fact_complaint_spell
    where due_date >= :from_date and due_date < :to_date
    group by due_date, org_unit_key, area_key
),
outer_areas as (
    select area_key, coalesce(parent_key, area_key) as outer_key
    from dim_area
)
select
    events.date, events.org_unit_key, outer_areas.outer_key as area_key,
    cast(sum(events.received) as bigint) as received,
    cast(sum(events.finished) as bigint) as finished,
    cast(sum(events.due) as bigint) as due,
    cast(sum(events.done_by_due) as bigint) as done_by_due
from events
join outer_areas on outer_areas.area_key = events.area_key
group by events.date, events.org_unit_key, outer_areas.outer_key
order by events.date, events.org_unit_key, outer_areas.outer_key
