-- title: คำของค่าสถิติอยู่ในรายการ / Schemes, kinds of periods, price bases and breaks are words of their lists
-- grain: one row per code of a figure that stands in no list
-- unit: stops, figures
-- source: fact_statistic, dim_word
-- params:
-- columns: vocabulary text, code text, figures int
with used as (
    select 'area_scheme' as vocabulary, area_scheme_code as code from fact_statistic where is_deleted = false
    union all
    select 'period_kind', period_kind_code from fact_statistic where is_deleted = false
    union all
    select 'price_basis', price_basis_code from fact_statistic where is_deleted = false
    union all
    select 'series_break', series_break_code from fact_statistic where is_deleted = false
)
select used.vocabulary, used.code, count(*) as figures
from used
left join dim_word on dim_word.vocabulary = used.vocabulary and dim_word.code = used.code
where dim_word.code is null
group by used.vocabulary, used.code
order by used.vocabulary, used.code
