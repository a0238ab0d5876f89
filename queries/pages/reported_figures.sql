-- title: รายงานของงวดตามที่ปิดไว้ / A period's report as it was closed
-- grain: one row per indicator reported of the org_unit, with its latest restatement
-- unit: of each indicator
-- source: ind_reported, ind_definition, ind_restatement
-- params: closing_key int, org_unit_key int
-- columns: code text, version int, body text, value float?, target float?, target_state text?, status text, score float?, run_key int, new_value float?, new_target float?, new_target_state text?, new_status text?, new_score float?, new_version int?, new_run_key int?, cause text?, noticed_at timestamp?, reason text?, reason_by text?, restatements int
with newest as (
    select
        ind_restatement.code,
        max(ind_restatement.restatement_key) as restatement_key,
        count(*) as restatements
    from ind_restatement
    where ind_restatement.closing_key = :closing_key
        and ind_restatement.org_unit_key = :org_unit_key
    group by ind_restatement.code
)
select
    ind_reported.code,
    ind_definition.version,
    ind_definition.body,
    ind_reported.value,
    ind_reported.target,
    ind_reported.target_state,
    ind_reported.status,
    ind_reported.score,
    ind_reported.run_key,
    ind_restatement.value as new_value,
    ind_restatement.target as new_target,
    ind_restatement.target_state as new_target_state,
    ind_restatement.status as new_status,
    ind_restatement.score as new_score,
    new_definition.version as new_version,
    ind_restatement.run_key as new_run_key,
    ind_restatement.cause,
    ind_restatement.noticed_at,
    ind_restatement.reason,
    ind_restatement.reason_by,
    coalesce(newest.restatements, 0) as restatements
from ind_reported
inner join ind_definition on ind_definition.definition_key = ind_reported.definition_key
left join newest on newest.code = ind_reported.code
left join ind_restatement on ind_restatement.restatement_key = newest.restatement_key
left join ind_definition as new_definition on new_definition.definition_key = ind_restatement.definition_key
where ind_reported.closing_key = :closing_key
    and ind_reported.org_unit_key = :org_unit_key
order by ind_reported.code
