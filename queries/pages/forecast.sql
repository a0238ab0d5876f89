-- title: ค่าคาดการณ์ ณ สิ้นปีงบประมาณ / What an indicator is expected to be at the end of the fiscal year
-- grain: one row, none where there is not enough history
-- unit: of the indicator
-- source: ind_forecast, ind_target
-- params: code text, org_unit_key int
-- columns: fiscal_year int, made_for_date date, kind text, method text, value float, low float, high float, target float?, target_state text?, year_target float?, needed float?, probability float?, error float, naive_error float, is_shown bool, run_key int
select
    ind_forecast.fiscal_year,
    ind_forecast.made_for_date,
    ind_forecast.kind,
    ind_forecast.method,
    ind_forecast.value,
    ind_forecast.low,
    ind_forecast.high,
    ind_forecast.target,
    ind_target.state as target_state,
    ind_target.value as year_target,
    ind_forecast.needed,
    ind_forecast.probability,
    ind_forecast.error,
    ind_forecast.naive_error,
    ind_forecast.is_shown,
    ind_forecast.run_key
from ind_forecast
left join ind_target
    on ind_target.code = ind_forecast.code
    and ind_target.fiscal_year = ind_forecast.fiscal_year
    and ind_target.valid_to_at is null
where ind_forecast.code = :code
    and ind_forecast.org_unit_key = :org_unit_key
order by ind_forecast.code, ind_forecast.org_unit_key
