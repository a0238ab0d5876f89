-- title: จำนวนคำร้องที่ยังค้างดำเนินการ / How many open complaints pass the filters
-- grain: one row
-- unit: complaints
-- source: fact_complaint
-- params: org_unit_key int, received_from date, received_before date, due_before date, category_key int, pattern text
-- columns: cases int
select count(*) as cases
from fact_complaint
where fact_complaint.phase = 'open'
    and fact_complaint.is_deleted = false
    and fact_complaint.is_counted = true
    and fact_complaint.org_unit_key in (
        select org_unit_rollup.descendant_key
        from org_unit_rollup
        where org_unit_rollup.ancestor_key = :org_unit_key
    )
    and fact_complaint.received_date >= :received_from
    and fact_complaint.received_date < :received_before
    and fact_complaint.due_date < :due_before
    and (:category_key = -1 or fact_complaint.category_key = :category_key)
    and lower(
        coalesce(fact_complaint.complaint_number, '') || ' ' || fact_complaint.short_description
        || ' ' || fact_complaint.place
    ) like :pattern escape '!'
order by cases
