-- title: ค่าหมุดหมายที่ 8 ที่ใช้คำนวณตรงกับค่าที่เผยแพร่ / Milestone 8 is worked out from figures that were published
-- grain: one row per day and year of edition on which a figure used was not printed
-- unit: stops, areas and millionths as printed
-- source: agg_milestone8, fact_statistic
-- params:
-- columns: date date, edition_year int, smart_cities int, gini_region int
select agg_milestone8.date, cast(agg_milestone8.edition_year as bigint) as edition_year,
    agg_milestone8.smart_cities, agg_milestone8.gini_region
from agg_milestone8
where
    (
        agg_milestone8.smart_cities > 0
        and not exists (
            select 1 from fact_statistic
            where fact_statistic.series_code = 'M8-3.1' and fact_statistic.is_deleted = false
                and fact_statistic.period_end_date = agg_milestone8.date
                and fact_statistic.edition_year = agg_milestone8.edition_year
                and fact_statistic.value = agg_milestone8.smart_cities
        )
    )
    or (
        agg_milestone8.gini_region > 0
        and not exists (
            select 1 from fact_statistic
            where fact_statistic.series_code = 'M8-2.1' and fact_statistic.is_deleted = false
                and fact_statistic.area_scheme_code = 'nso5' and fact_statistic.area = 'ภาคตะวันออกเฉียงเหนือ'
                and fact_statistic.period_end_date = agg_milestone8.date
                and fact_statistic.edition_year = agg_milestone8.edition_year
                and cast(fact_statistic.value * 1000000 + 0.25 as bigint) = agg_milestone8.gini_region
        )
    )
order by agg_milestone8.date, agg_milestone8.edition_year
