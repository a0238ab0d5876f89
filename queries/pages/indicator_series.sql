-- title: ค่าตัวชี้วัดตามลำดับงวด / One indicator period by period
-- grain: one row per period of the grain that has been scored, oldest first
-- unit: of the indicator
-- source: ind_value, dim_period, ind_definition
-- params: code text, grain text, org_unit_key int, from_date date, to_date date
-- columns: period_id text, starts_on date, ends_on date, fiscal_year int, label_th text, label_en text, value float?, target float?, target_state text?, status text, score float?, version int?, run_key int
select
    dim_period.period_id,
    dim_period.starts_on,
    dim_period.ends_on,
    dim_period.fiscal_year,
    dim_period.label_th,
    dim_period.label_en,
    ind_value.value,
    ind_value.target,
    ind_value.target_state,
    ind_value.status,
    ind_value.score,
    ind_definition.version,
    ind_value.run_key
from ind_value
inner join dim_period on dim_period.period_id = ind_value.period_id
left join ind_definition on ind_definition.definition_key = ind_value.definition_key
where ind_value.code = :code
    -- what no source gives is said once, for the whole municipality
    and (ind_value.org_unit_key = :org_unit_key or ind_value.status = 'not_connected')
    and dim_period.grain = :grain
    and dim_period.ends_on > :from_date
    and dim_period.ends_on <= :to_date
order by dim_period.ends_on, dim_period.period_id
