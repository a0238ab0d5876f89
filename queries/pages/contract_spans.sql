-- title: เดือนแรกที่มีตัวเลขของแต่ละระบบ / The first month with figures of each contract
-- grain: one row per contract with figures
-- unit: days
-- source: measure_value, ind_measure, dim_period
-- params:
-- columns: contract text, first_date date
select ind_measure.contract, min(dim_period.starts_on) as first_date
from measure_value
inner join ind_measure on ind_measure.measure = measure_value.measure
inner join dim_period on dim_period.period_id = measure_value.period_id
where dim_period.grain = 'month'
group by ind_measure.contract
order by ind_measure.contract
