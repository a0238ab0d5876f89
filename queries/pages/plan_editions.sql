-- title: แผนทุกฉบับ / Editions of plans
-- grain: one row per edition of a plan
-- unit: none
-- source: ind_plan
-- params:
-- columns: plan text, edition text, title_th text, title_en text, valid_from_date date?, valid_to_date date?, body text
select
    ind_plan.plan, ind_plan.edition, ind_plan.title_th, ind_plan.title_en, ind_plan.valid_from as valid_from_date,
    ind_plan.valid_to as valid_to_date, ind_plan.body
from ind_plan
order by ind_plan.sort_order, ind_plan.plan, ind_plan.edition
