-- title: ค่าล่าสุดของตัวชี้วัดที่รายงานเป็นงวดของตนเอง / Last values of indicators that keep to periods of their own
-- grain: one row per indicator that has a value in a period begun before the day
-- unit: of each indicator
-- source: ind_value, dim_period
-- params: codes text[], org_unit_key int, before date
-- columns: code text, period_id text, label_th text, label_en text, starts_on date, ends_on date, value float, target float?, target_state text?, status text, score float?, definition_key int, run_key int
with last_days as (
    select
        ind_value.code,
        max(dim_period.ends_on) as ends_on
    from ind_value
    inner join dim_period on dim_period.period_id = ind_value.period_id
    where ind_value.org_unit_key = :org_unit_key
        and ind_value.code in :codes
        and ind_value.value is not null
        and dim_period.starts_on < :before
    group by ind_value.code
)
select
    ind_value.code,
    ind_value.period_id,
    dim_period.label_th,
    dim_period.label_en,
    dim_period.starts_on,
    dim_period.ends_on,
    ind_value.value,
    ind_value.target,
    ind_value.target_state,
    ind_value.status,
    ind_value.score,
    ind_value.definition_key,
    ind_value.run_key
from last_days
inner join dim_period on dim_period.ends_on = last_days.ends_on
inner join ind_value
    on ind_value.period_id = dim_period.period_id
    and ind_value.code = last_days.code
where ind_value.org_unit_key = :org_unit_key
    and ind_value.value is not null
order by ind_value.code, dim_period.starts_on, ind_value.period_id
