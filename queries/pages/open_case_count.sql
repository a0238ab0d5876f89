-- title: จำนวนคำร้องที่ยังค้างดำเนินการ / How many open complaints pass the filters
-- grain: one row
-- unit: complaints
-- source: fact_complaint, complaint_more_category, complaint_more_org_unit
-- params: org_unit_key int, received_from date, received_before date, due_before date, category_key int, pattern text
-- columns: cases int, further int
select
    count(*) as cases,
    count(
        case
            when fact_complaint.org_unit_key not in (
                select org_unit_rollup.descendant_key
                from org_unit_rollup
                where org_unit_rollup.ancestor_key = :org_unit_key
            )
            or (:category_key <> -1 and fact_complaint.category_key <> :category_key) then 1
        end
    ) as further
from fact_complaint
where fact_complaint.phase = 'open'
    and fact_complaint.is_deleted = false
    and fact_complaint.is_counted = true
    and (
        fact_complaint.org_unit_key in (
            select org_unit_rollup.descendant_key
            from org_unit_rollup
            where org_unit_rollup.ancestor_key = :org_unit_key
        )
        or exists (
            select 1
            from complaint_more_org_unit
            inner join org_unit_rollup on org_unit_rollup.descendant_key = complaint_more_org_unit.org_unit_key
            where complaint_more_org_unit.complaint_key = fact_complaint.complaint_key
                and org_unit_rollup.ancestor_key = :org_unit_key
        )
    )
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
    and lower(
        coalesce(fact_complaint.complaint_number, '') || ' ' || coalesce(fact_complaint.other_reference, '')
        || ' ' || fact_complaint.short_description || ' ' || fact_complaint.place
    ) like :pattern escape '!'
order by cases
