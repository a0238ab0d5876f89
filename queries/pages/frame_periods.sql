-- title: ช่วงเวลาในตัวกรอง / Periods of the filter
-- grain: one row per period people may choose
-- unit: none
-- source: dim_period
-- params: today date
-- columns: period_id text, grain text, starts_on date, ends_on date, fiscal_year int, label_th text, label_en text
select
    dim_period.period_id,
    dim_period.grain,
    dim_period.starts_on,
    dim_period.ends_on,
    dim_period.fiscal_year,
    dim_period.label_th,
    dim_period.label_en
from dim_period
where
    dim_period.grain in (
        'last7', 'last30', 'last12m', 'ytd', 'month', 'quarter', 'half', 'fiscal_year', 'calendar_year'
    )
    and dim_period.starts_on <= :today
order by dim_period.starts_on desc, dim_period.period_id
