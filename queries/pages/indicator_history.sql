-- title: ประวัติการรายงานของตัวชี้วัด / What was reported of an indicator, and what became of it
-- grain: one row per closing and restatement; a figure that was never restated has one row
-- unit: of the indicator
-- source: ind_closing, ind_reported, ind_restatement, ind_definition, dim_period
-- params: code text, org_unit_key int
-- columns: closing_key int, period_id text, grain text, starts_on date, ends_on date, fiscal_year int, label_th text, label_en text, closed_by text, closed_at timestamp, note text, reopened_by text?, reopened_at timestamp?, reopen_reason text?, version int, value float?, target float?, target_state text?, status text, score float?, run_key int, restatement_key int?, new_version int?, new_value float?, new_target float?, new_target_state text?, new_status text?, new_score float?, new_run_key int?, cause text?, noticed_at timestamp?, reason text?, reason_by text?, reason_at timestamp?
select
    ind_closing.closing_key,
    ind_closing.period_id,
    dim_period.grain,
    dim_period.starts_on,
    dim_period.ends_on,
    dim_period.fiscal_year,
    dim_period.label_th,
    dim_period.label_en,
    ind_closing.closed_by,
    ind_closing.closed_at,
    ind_closing.note,
    ind_closing.reopened_by,
    ind_closing.reopened_at,
    ind_closing.reopen_reason,
    ind_definition.version,
    ind_reported.value,
    ind_reported.target,
    ind_reported.target_state,
    ind_reported.status,
    ind_reported.score,
    ind_reported.run_key,
    ind_restatement.restatement_key,
    new_definition.version as new_version,
    ind_restatement.value as new_value,
    ind_restatement.target as new_target,
    ind_restatement.target_state as new_target_state,
    ind_restatement.status as new_status,
    ind_restatement.score as new_score,
    ind_restatement.run_key as new_run_key,
    ind_restatement.cause,
    ind_restatement.noticed_at,
    ind_restatement.reason,
    ind_restatement.reason_by,
    ind_restatement.reason_at
from ind_reported
inner join ind_closing on ind_closing.closing_key = ind_reported.closing_key
inner join dim_period on dim_period.period_id = ind_closing.period_id
inner join ind_definition on ind_definition.definition_key = ind_reported.definition_key
left join ind_restatement
    on ind_restatement.closing_key = ind_reported.closing_key
    and ind_restatement.code = ind_reported.code
    and ind_restatement.org_unit_key = ind_reported.org_unit_key
left join ind_definition as new_definition on new_definition.definition_key = ind_restatement.definition_key
where ind_reported.code = :code
    and ind_reported.org_unit_key = :org_unit_key
order by
    dim_period.ends_on desc,
    dim_period.starts_on desc,
    ind_closing.period_id,
    ind_closing.closing_key desc,
    ind_restatement.restatement_key nulls last
