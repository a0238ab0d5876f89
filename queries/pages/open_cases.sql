-- title: คำร้องที่ยังค้างดำเนินการ เก่าที่สุดก่อน / Open complaints, oldest first
-- grain: one row per complaint that is open now and passes the filters, a page of them
-- unit: complaints
-- source: fact_complaint, dim_source, dim_category, dim_org_unit, dim_complaint_status, complaint_more_category,
--     complaint_more_org_unit, org_unit_rollup
-- params: org_unit_key int, received_from date, received_before date, due_before date, category_key int, pattern text, limit_rows int, skip_rows int
-- columns: source_id text, complaint_number text?, received_date date, due_date date, status_code text, status_th text, status_en text, urgency_code text, short_description text, place text, category_th text, category_en text, org_unit_th text, org_unit_en text, record_url text?,
--     is_further bool, other_id text?, other_number text?, other_th text?, other_en text?, other_url text?
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
page as materialized (
    select fact_complaint.complaint_key
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
    order by fact_complaint.received_date, fact_complaint.complaint_number nulls last, fact_complaint.complaint_key
    limit :limit_rows offset :skip_rows
),
-- the same matters as they stand in systems where they do not count; cross join: a page is few, they are many.
-- || '': SQLite seeks by an index of an expression only where the other side is none of a column's type
pairs as (
    select page.complaint_key, hidden.complaint_key as other_key
    from page
    cross join fact_complaint
    cross join fact_complaint as hidden
    where fact_complaint.complaint_key = page.complaint_key
        and replace(upper(hidden.complaint_number), ' ', '') = fact_complaint.other_reference || ''
        and hidden.is_counted = false
        and hidden.is_deleted = false
        and hidden.source_key <> fact_complaint.source_key
    union all
    select page.complaint_key, hidden.complaint_key
    from page
    cross join fact_complaint
    cross join fact_complaint as hidden
    where fact_complaint.complaint_key = page.complaint_key
        and hidden.other_reference = replace(upper(fact_complaint.complaint_number), ' ', '')
        and hidden.is_counted = false
        and hidden.is_deleted = false
        and hidden.source_key <> fact_complaint.source_key
),
linked as (
    select complaint_key, min(other_key) as other_key
    from pairs
    group by complaint_key
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
    dim_source.record_url,
    (
        fact_complaint.org_unit_key not in (select descendant_key from units)
        or (:category_key <> -1 and fact_complaint.category_key <> :category_key)
    ) as is_further,
    other.source_id as other_id,
    other.complaint_number as other_number,
    other_source.title_th as other_th,
    other_source.title_en as other_en,
    other_source.record_url as other_url
from page
inner join fact_complaint on fact_complaint.complaint_key = page.complaint_key
inner join dim_source on dim_source.source_key = fact_complaint.source_key
inner join dim_category on dim_category.category_key = fact_complaint.category_key
inner join dim_org_unit on dim_org_unit.org_unit_key = fact_complaint.org_unit_key
inner join dim_complaint_status on dim_complaint_status.status_code = fact_complaint.status_code
left join linked on linked.complaint_key = page.complaint_key
left join fact_complaint as other on other.complaint_key = linked.other_key
left join dim_source as other_source on other_source.source_key = other.source_key
order by fact_complaint.received_date, fact_complaint.complaint_number nulls last, fact_complaint.complaint_key
