-- title: งวดที่เลือกกับงวดที่ใช้เทียบ / The chosen period and what it is set against
-- grain: one row per period
-- unit: none
-- source: dim_period
-- params: period_id text
-- columns: period_id text, grain text, starts_on date, ends_on date, fiscal_year int, label_th text, label_en text, compare_id text?, like_id text?, compare_label_th text?, compare_label_en text?, like_label_th text?, like_label_en text?
select
    dim_period.period_id,
    dim_period.grain,
    dim_period.starts_on,
    dim_period.ends_on,
    dim_period.fiscal_year,
    dim_period.label_th,
    dim_period.label_en,
    dim_period.compare_id,
    dim_period.like_id,
    compare_period.label_th as compare_label_th,
    compare_period.label_en as compare_label_en,
    like_period.label_th as like_label_th,
    like_period.label_en as like_label_en
from dim_period
left join dim_period as compare_period on compare_period.period_id = dim_period.compare_id
left join dim_period as like_period on like_period.period_id = dim_period.like_id
where dim_period.period_id = :period_id
order by dim_period.period_id
