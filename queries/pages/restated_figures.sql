-- title: ค่าที่รายงานไว้ของงวดที่ปิดแล้ว / What was reported of closed periods
-- grain: one row per indicator and period closed now, with its latest restatement
-- unit: of each indicator
-- source: ind_closing, ind_reported, ind_restatement
-- params: codes text[], period_ids text[], org_unit_key int
-- columns: code text, period_id text, closing_key int, closed_at timestamp, value float?, target float?, target_state text?, status text, restatement_key int?, new_value float?, new_target float?, new_target_state text?, new_status text?, cause text?, noticed_at timestamp?, reason text?
with newest as (
    select
        ind_restatement.closing_key,
        ind_restatement.code,
        max(ind_restatement.restatement_key) as restatement_key
    from ind_restatement
    where ind_restatement.org_unit_key = :org_unit_key
        and ind_restatement.code in :codes
    group by ind_restatement.closing_key, ind_restatement.code
)
select
    ind_reported.code,
    ind_closing.period_id,
    ind_closing.closing_key,
    ind_closing.closed_at,
    ind_reported.value,
    ind_reported.target,
    ind_reported.target_state,
    ind_reported.status,
    ind_restatement.restatement_key,
    ind_restatement.value as new_value,
    ind_restatement.target as new_target,
    ind_restatement.target_state as new_target_state,
    ind_restatement.status as new_status,
    ind_restatement.cause,
    ind_restatement.noticed_at,
    ind_restatement.reason
from ind_closing
inner join ind_reported on ind_reported.closing_key = ind_closing.closing_key
left join newest
    on newest.closing_key = ind_reported.closing_key
    and newest.code = ind_reported.code
left join ind_restatement on ind_restatement.restatement_key = newest.restatement_key
where ind_closing.reopened_at is null
    and ind_closing.period_id in :period_ids
    and ind_reported.code in :codes
    and ind_reported.org_unit_key = :org_unit_key
order by ind_reported.code, ind_closing.period_id
