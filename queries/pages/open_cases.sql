-- title: คำร้องที่ยังค้างดำเนินการ เก่าที่สุดก่อน / Open complaints, oldest first
-- grain: one row per complaint that is open now and passes the filters, a page of them
-- unit: complaints
-- source: fact_complaint, dim_source, dim_category, dim_org_unit, dim_complaint_status
-- params: org_unit_key int, received_from date, received_before date, due_before date, category_key int, pattern text, limit_rows int, skip_rows int
-- columns: source_id text, complaint_number text?, received_date date, due_date date, status_code text, status_th text, status_en text, urgency_code text, short_description text, place text, category_th text, category_en text, org_unit_th text, org_unit_en text, record_url text?
with page as (
    select fact_complaint.complaint_key
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
    order by fact_complaint.received_date, fact_complaint.complaint_number nulls last, fact_complaint.complaint_key
    limit :limit_rows offset :skip_rows
)
select
    fact_complaint.source_id,
    fact_complaint.complaint_number,
    fact_complaint.received_date,
    fact_complaint.due_date,
    fact_complaint.status_code,
    dim_complaint_status.name_th as status_th,
    dim_complaint_status.name_en as status_en,
    fact_complaint.urgency_code,
    fact_complaint.short_description,
    fact_complaint.place,
    dim_category.name_th as category_th,
    dim_category.name_en as category_en,
    dim_org_unit.short_th as org_unit_th,
    dim_org_unit.name_en as org_unit_en,
    dim_source.record_url
from page
inner join fact_complaint on fact_complaint.complaint_key = page.complaint_key
inner join dim_source on dim_source.source_key = fact_complaint.source_key
inner join dim_category on dim_category.category_key = fact_complaint.category_key
inner join dim_org_unit on dim_org_unit.org_unit_key = fact_complaint.org_unit_key
inner join dim_complaint_status on dim_complaint_status.status_code = fact_complaint.status_code
order by fact_complaint.received_date, fact_complaint.complaint_number nulls last, fact_complaint.complaint_key
