-- title: คำขอพัฒนาระบบในช่วงเวลา / Requests for development: what happened in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anything happened
-- unit: requests
-- source: agg_it_work, dim_period, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, it_requests_received int, it_requests_finished int
with
periods as materialized (
    select period_id, starts_on, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
)
select
    periods.period_id, org_unit_rollup.ancestor_key as org_unit_key,
    cast(sum(agg_it_work.requests_received) as bigint) as it_requests_received,
    cast(sum(agg_it_work.requests_finished) as bigint) as it_requests_finished
from periods
join agg_it_work on agg_it_work.date >= periods.starts_on and agg_it_work.date < periods.ends_on
join org_unit_rollup on org_unit_rollup.descendant_key = agg_it_work.org_unit_key
where agg_it_work.date <= :today and org_unit_rollup.ancestor_key in :org_unit_keys
    and (agg_it_work.requests_received <> 0 or agg_it_work.requests_finished <> 0)
group by periods.period_id, org_unit_rollup.ancestor_key
order by periods.period_id, org_unit_rollup.ancestor_key
