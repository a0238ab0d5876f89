-- title: จำนวนคำร้องที่ยังค้างดำเนินการ / How many open complaints pass the filters
-- grain: one row
-- unit: complaints
-- source: fact_complaint, complaint_more_category, complaint_more_org_unit, org_unit_rollup
-- params: org_unit_key int, received_from date, received_before date, due_before date, category_key int, pattern text
-- columns: cases int, further int
with
units as materialized (
    select descendant_key
    from org_unit_rollup
    where ancestor_key = :org_unit_key
),
-- cross join: SQLite then seeks the open complaints of each org_unit, whatever it believes about the dates
candidates as materialized (
    select fact_complaint.complaint_key
    from units
    cross join fact_complaint
    where fact_complaint.org_unit_key = units.descendant_key
        and fact_complaint.phase = 'open'
        and fact_complaint.received_date >= :received_from
        and fact_complaint.received_date < :received_before
    union
    select complaint_more_org_unit.complaint_key
    from complaint_more_org_unit
    where complaint_more_org_unit.org_unit_key in (select descendant_key from units)
),
found as (
    select fact_complaint.org_unit_key, fact_complaint.category_key
    from candidates
    cross join fact_complaint
    where fact_complaint.complaint_key = candidates.complaint_key
        and fact_complaint.phase = 'open'
        and fact_complaint.is_deleted = false
        and fact_complaint.is_counted = true
        and fact_complaint.received_date >= :received_from
        and fact_complaint.received_date < :received_before
        and fact_complaint.due_date < :due_before
        and (
            :category_key = -1
            or fact_complaint.category_key = :category_key
            or exists (
                select 1
                from complaint_more_category
                where complaint_more_category.complaint_key = fact_complaint.complaint_key
                    and complaint_more_category.category_key = :category_key
            )
        )
        and (
            :pattern = '%'
            or lower(
                coalesce(fact_complaint.complaint_number, '') || ' ' || coalesce(fact_complaint.other_reference, '')
                || ' ' || fact_complaint.short_description || ' ' || fact_complaint.place
            ) like :pattern escape '!'
        )
)
select
    count(*) as cases,
    count(
        case
            when found.org_unit_key not in (select descendant_key from units)
                or (:category_key <> -1 and found.category_key <> :category_key) then 1
        end
    ) as further
from found
order by cases
