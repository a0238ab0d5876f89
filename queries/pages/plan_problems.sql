-- title: คำร้องที่รับตามประเภทของแต่ละช่วงเวลา / Complaints received by category and period
-- grain: one row per period and category with complaints
-- unit: complaints
-- source: agg_complaint_day, org_unit_rollup, dim_category, dim_period
-- params: period_ids text[], org_unit_key int
-- columns: period_id text, category_code text, received int
select
    dim_period.period_id, dim_category.code as category_code, cast(sum(agg_complaint_day.received) as bigint) as received
from dim_period
inner join agg_complaint_day
    on agg_complaint_day.date >= dim_period.starts_on and agg_complaint_day.date < dim_period.ends_on
inner join org_unit_rollup
    on org_unit_rollup.descendant_key = agg_complaint_day.org_unit_key
    and org_unit_rollup.ancestor_key = :org_unit_key
inner join dim_category on dim_category.category_key = agg_complaint_day.category_key
where dim_period.period_id in :period_ids
group by dim_period.period_id, dim_category.code
having sum(agg_complaint_day.received) > 0
order by dim_period.period_id, dim_category.code
