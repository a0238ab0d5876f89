-- title: เรื่องที่ทำให้ตัวเลขที่รายงานแล้วเปลี่ยน / What changed reported figures
-- grain: one row per run, indicator and cause
-- unit: figures, periods and org_units that changed; silent: figures without a reason
-- source: ind_restatement, ind_closing
-- params:
-- columns: run_key int, code text, cause text, noticed_at timestamp, figures int, periods int, org_units int, silent int, reason text?, reason_by text?, reason_at timestamp?
select
    ind_restatement.run_key,
    ind_restatement.code,
    ind_restatement.cause,
    min(ind_restatement.noticed_at) as noticed_at,
    count(*) as figures,
    count(distinct ind_closing.period_id) as periods,
    count(distinct ind_restatement.org_unit_key) as org_units,
    sum(case when ind_restatement.reason is null then 1 else 0 end) as silent,
    max(ind_restatement.reason) as reason,
    max(ind_restatement.reason_by) as reason_by,
    max(ind_restatement.reason_at) as reason_at
from ind_restatement
inner join ind_closing on ind_closing.closing_key = ind_restatement.closing_key
group by ind_restatement.run_key, ind_restatement.code, ind_restatement.cause
order by ind_restatement.run_key desc, ind_restatement.code, ind_restatement.cause
