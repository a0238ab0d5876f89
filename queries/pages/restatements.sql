-- title: ค่าที่ปรับปรุงย้อนหลัง / Restated figures
-- grain: one row per restatement of the org_unit's figures, with what was last known before it
-- unit: of each indicator
-- source: ind_restatement, ind_reported, ind_closing, dim_period
-- params: org_unit_key int
-- columns: restatement_key int, run_key int, closing_key int, code text, cause text, period_id text, label_th text, label_en text, starts_on date, ends_on date, before_value float?, before_target float?, before_status text, value float?, target float?, status text, noticed_at timestamp, reason text?, reason_by text?, reason_at timestamp?
with ordered as (
    select
        ind_restatement.restatement_key,
        lag(ind_restatement.restatement_key) over (
            partition by ind_restatement.closing_key, ind_restatement.code
            order by ind_restatement.restatement_key
        ) as before_key
    from ind_restatement
    where ind_restatement.org_unit_key = :org_unit_key
)
select
    ind_restatement.restatement_key,
    ind_restatement.run_key,
    ind_restatement.closing_key,
    ind_restatement.code,
    ind_restatement.cause,
    ind_closing.period_id,
    dim_period.label_th,
    dim_period.label_en,
    dim_period.starts_on,
    dim_period.ends_on,
    case when ordered.before_key is null then ind_reported.value else earlier.value end as before_value,
    case when ordered.before_key is null then ind_reported.target else earlier.target end as before_target,
    case when ordered.before_key is null then ind_reported.status else earlier.status end as before_status,
    ind_restatement.value,
    ind_restatement.target,
    ind_restatement.status,
    ind_restatement.noticed_at,
    ind_restatement.reason,
    ind_restatement.reason_by,
    ind_restatement.reason_at
from ordered
inner join ind_restatement on ind_restatement.restatement_key = ordered.restatement_key
inner join ind_closing on ind_closing.closing_key = ind_restatement.closing_key
inner join dim_period on dim_period.period_id = ind_closing.period_id
inner join ind_reported
    on ind_reported.closing_key = ind_restatement.closing_key
    and ind_reported.code = ind_restatement.code
    and ind_reported.org_unit_key = ind_restatement.org_unit_key
left join ind_restatement as earlier on earlier.restatement_key = ordered.before_key
order by ind_restatement.restatement_key desc
