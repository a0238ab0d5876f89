-- title: ระบบสารสนเทศในช่วงเวลา / Information systems: what happened in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anything happened
-- unit: minutes, answers and points
-- source: agg_it_system, dim_period, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, it_service_minutes int, it_down_minutes int, it_survey_answers int,
--     it_survey_points int
with
periods as materialized (
    select period_id, starts_on, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
)
select
    periods.period_id, org_unit_rollup.ancestor_key as org_unit_key,
    cast(sum(agg_it_system.service_minutes) as bigint) as it_service_minutes,
    cast(sum(agg_it_system.down_minutes) as bigint) as it_down_minutes,
    cast(sum(agg_it_system.survey_answers) as bigint) as it_survey_answers,
    cast(sum(agg_it_system.survey_points) as bigint) as it_survey_points
from periods
join agg_it_system on agg_it_system.date >= periods.starts_on and agg_it_system.date < periods.ends_on
join org_unit_rollup on org_unit_rollup.descendant_key = agg_it_system.org_unit_key
where agg_it_system.date <= :today and org_unit_rollup.ancestor_key in :org_unit_keys
    and (agg_it_system.service_minutes <> 0 or agg_it_system.down_minutes <> 0 or agg_it_system.survey_answers <> 0 or agg_it_system.survey_points <> 0)
group by periods.period_id, org_unit_rollup.ancestor_key
order by periods.period_id, org_unit_rollup.ancestor_key
