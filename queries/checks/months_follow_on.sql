-- title: คงค้างยกมาเท่ากับคงค้างปลายเดือนก่อน / A month begins with what the month before ended with
-- grain: one row per month and top org_unit where it does not
-- unit: stops, complaints
-- source: measure_value, dim_period, dim_org_unit
-- params:
-- columns: period_id text, org_unit_key int, open_start int, earlier_open_end int
with
levels as (
    select
        dim_period.period_id, dim_period.starts_on, dim_period.ends_on, measure_value.org_unit_key,
        measure_value.measure, measure_value.value
    from measure_value
    join dim_period on dim_period.period_id = measure_value.period_id
    join dim_org_unit on dim_org_unit.org_unit_key = measure_value.org_unit_key
    where dim_period.grain = 'month' and dim_org_unit.parent_key is null
        and measure_value.measure in ('complaints_open_start', 'complaints_open_end')
)
select
    later.period_id, later.org_unit_key, later.value as open_start, earlier.value as earlier_open_end
from levels as later
join levels as earlier on earlier.ends_on = later.starts_on and earlier.org_unit_key = later.org_unit_key
where later.measure = 'complaints_open_start' and earlier.measure = 'complaints_open_end'
    and later.value <> earlier.value
order by later.period_id, later.org_unit_key
