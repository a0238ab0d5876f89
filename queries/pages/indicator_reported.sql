-- title: ค่าที่รายงานไว้เมื่อปิดรอบ / What was reported when a period was closed
-- grain: one row per closing of a period that stands
-- unit: of the indicator
-- source: ind_reported, ind_closing
-- params: code text, org_unit_key int
-- columns: period_id text, value float?, target float?, target_state text?, status text, score float?, closed_by text, closed_at timestamp
select
    ind_closing.period_id,
    ind_reported.value,
    ind_reported.target,
    ind_reported.target_state,
    ind_reported.status,
    ind_reported.score,
    ind_closing.closed_by,
    ind_closing.closed_at
from ind_reported
inner join ind_closing on ind_closing.closing_key = ind_reported.closing_key
where ind_reported.code = :code
    and ind_reported.org_unit_key = :org_unit_key
    and ind_closing.reopened_at is null
order by ind_closing.period_id, ind_closing.closing_key
