-- title: ค่าสถิติของอนุกรมหนึ่งตามที่เผยแพร่ / The figures of one series as they were published
-- grain: one row per published figure; `is_in_force`: the latest edition's, and of one edition the last that came in
-- unit: the unit beside each figure; never joined across schemes of areas, price bases or units
-- source: fact_statistic, dim_word
-- params: series_code text
-- columns: area_scheme_code text, area_scheme_th text, area_scheme_en text, price_basis_code text, price_basis_th text,
--     price_basis_en text, unit text, area text, year_be int, period_kind_code text, period_as_printed text,
--     period_end_date date, value float, value_as_printed text, edition text, reference text,
--     series_break_code text, series_break_th text, series_break_en text, note text, is_in_force bool
with ranked as (
    select
        fact_statistic.statistic_key, fact_statistic.area_scheme_code, fact_statistic.price_basis_code,
        fact_statistic.unit, fact_statistic.area, fact_statistic.year_be, fact_statistic.period_kind_code,
        fact_statistic.period_as_printed, fact_statistic.period_end_date, fact_statistic.value,
        fact_statistic.value_as_printed, fact_statistic.edition, fact_statistic.reference,
        fact_statistic.series_break_code, fact_statistic.note,
        row_number() over (
            partition by
                fact_statistic.area_scheme_code, fact_statistic.price_basis_code, fact_statistic.unit,
                fact_statistic.area, fact_statistic.period_as_printed
            order by fact_statistic.edition_year desc, fact_statistic.statistic_key desc
        ) as place
    from fact_statistic
    where fact_statistic.series_code = :series_code and fact_statistic.is_deleted = false
)
select
    ranked.area_scheme_code, schemes.name_th as area_scheme_th, schemes.name_en as area_scheme_en,
    ranked.price_basis_code, bases.name_th as price_basis_th, bases.name_en as price_basis_en,
    ranked.unit, ranked.area, ranked.year_be, ranked.period_kind_code, ranked.period_as_printed,
    ranked.period_end_date, ranked.value, ranked.value_as_printed, ranked.edition, ranked.reference,
    ranked.series_break_code, breaks.name_th as series_break_th, breaks.name_en as series_break_en, ranked.note,
    (case when ranked.place = 1 then true else false end) as is_in_force
from ranked
inner join dim_word as schemes on schemes.vocabulary = 'area_scheme' and schemes.code = ranked.area_scheme_code
inner join dim_word as bases on bases.vocabulary = 'price_basis' and bases.code = ranked.price_basis_code
inner join dim_word as breaks on breaks.vocabulary = 'series_break' and breaks.code = ranked.series_break_code
order by
    schemes.sort_order, bases.sort_order, ranked.unit, ranked.area, ranked.period_end_date, ranked.period_as_printed,
    ranked.statistic_key
