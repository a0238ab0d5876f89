-- title: เดือนในช่วงเวลา / The months of a stretch of time
-- grain: one row per month that begins in the stretch
-- unit: none
-- source: dim_period
-- params: from_date date, to_date date
-- columns: period_id text, starts_on date, ends_on date, label_th text, label_en text
select
    dim_period.period_id,
    dim_period.starts_on,
    dim_period.ends_on,
    dim_period.label_th,
    dim_period.label_en
from dim_period
where dim_period.grain = 'month'
    and dim_period.starts_on >= :from_date
    and dim_period.starts_on < :to_date
order by dim_period.starts_on
