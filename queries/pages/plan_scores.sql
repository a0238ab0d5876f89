-- title: คะแนนของตัวชี้วัดในงวด / Scores of indicators in a period
-- grain: one row per indicator that has been scored in the period
-- unit: points, 1 to 5
-- source: ind_value
-- params: period_id text, org_unit_key int
-- columns: code text, score float
select ind_value.code, ind_value.score
from ind_value
where ind_value.period_id = :period_id and ind_value.org_unit_key = :org_unit_key and ind_value.score is not null
order by ind_value.code
