-- title: งวดที่ปิดได้ / Periods that may be closed
-- grain: one row per period that is over and not closed
-- unit: none
-- source: dim_period, ind_closing, ind_value
-- params: from_date date, today date
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
where dim_period.grain in ('month', 'ytd', 'quarter', 'half', 'fiscal_year', 'calendar_year')
    and dim_period.ends_on > :from_date
    and dim_period.ends_on <= :today
    and not exists (
        select 1
        from ind_closing
        where ind_closing.period_id = dim_period.period_id
            and ind_closing.reopened_at is null
    )
    and exists (
        select 1
        from ind_value
        where ind_value.period_id = dim_period.period_id
    )
order by dim_period.ends_on desc, dim_period.starts_on desc, dim_period.period_id
