-- title: คำร้องที่เข้ามาและเปลี่ยนแปลง / What came in and changed in complaints
-- grain: one row per period asked for in which anything happened
-- unit: complaints
-- source: agg_complaint_day, dim_period, org_unit_rollup
-- params: period_ids text[], org_unit_key int
-- columns: period_id text, received int, finished int, reopened int, forwarded int, over30_in int
select
    dim_period.period_id,
    sum(agg_complaint_day.received) as received,
    sum(agg_complaint_day.finished) as finished,
    sum(agg_complaint_day.reopened) as reopened,
    sum(agg_complaint_day.forwarded) as forwarded,
    sum(agg_complaint_day.over30_in) as over30_in
from dim_period
inner join agg_complaint_day
    on agg_complaint_day.date >= dim_period.starts_on
    and agg_complaint_day.date < dim_period.ends_on
inner join org_unit_rollup
    on org_unit_rollup.descendant_key = agg_complaint_day.org_unit_key
    and org_unit_rollup.ancestor_key = :org_unit_key
where dim_period.period_id in :period_ids
group by dim_period.period_id
order by dim_period.period_id
