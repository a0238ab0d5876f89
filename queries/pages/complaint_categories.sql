-- title: คำร้องที่รับตามประเภท / Complaints received by category
-- grain: one row per category with complaints in the period
-- unit: complaints
-- source: agg_complaint_day, org_unit_rollup, dim_category
-- params: from_date date, to_date date, org_unit_key int
-- columns: category_key int, name_th text, name_en text, received int
with by_category as (
    select
        agg_complaint_day.category_key,
        sum(agg_complaint_day.received) as received
    from agg_complaint_day
    inner join org_unit_rollup
        on org_unit_rollup.descendant_key = agg_complaint_day.org_unit_key
        and org_unit_rollup.ancestor_key = :org_unit_key
    where agg_complaint_day.date >= :from_date
        and agg_complaint_day.date < :to_date
    group by agg_complaint_day.category_key
)
select
    by_category.category_key,
    dim_category.name_th,
    dim_category.name_en,
    by_category.received
from by_category
inner join dim_category on dim_category.category_key = by_category.category_key
where by_category.received > 0
order by by_category.received desc, by_category.category_key
