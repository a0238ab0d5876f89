-- title: งวดของการรายงานผล / Periods values are entered for
-- grain: one row per period of the grains that has begun, the newest first
-- unit: none
-- source: dim_period
-- params: grains text[], today date
-- columns: period_id text, grain text, starts_on date, ends_on date, label_th text, label_en text
select
    dim_period.period_id,
    dim_period.grain,
    dim_period.starts_on,
    dim_period.ends_on,
    dim_period.label_th,
    dim_period.label_en
from dim_period
where dim_period.grain in :grains and dim_period.starts_on <= :today
order by dim_period.ends_on desc, dim_period.period_id
