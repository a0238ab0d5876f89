-- title: ประชากรที่ใช้เป็นตัวหารตรงกับค่าที่เผยแพร่ / The population rates are made with is one that was published
-- grain: one row per municipality and day on which the two differ
-- unit: stops, persons
-- source: agg_population, fact_statistic, dim_org_unit
-- params:
-- columns: date date, org_unit_key int, used int?, published int
with
published as (
    select
        fact_statistic.period_end_date as date, dim_org_unit.org_unit_key, fact_statistic.value,
        fact_statistic.edition_year, fact_statistic.statistic_key
    from fact_statistic
    inner join dim_org_unit on dim_org_unit.name_th = fact_statistic.area
    where fact_statistic.series_code = 'CITY-02' and fact_statistic.area_scheme_code = 'municipality'
        and fact_statistic.period_kind_code in ('year', 'date') and fact_statistic.is_deleted = false
),
-- no other of that day has a later edition, nor came in later within one edition
latest as (
    select published.date, published.org_unit_key, published.value
    from published
    where not exists (
        select 1
        from published as later
        where later.date = published.date and later.org_unit_key = published.org_unit_key
            and (
                later.edition_year > published.edition_year
                or (later.edition_year = published.edition_year and later.statistic_key > published.statistic_key)
            )
    )
),
days as (
    select date, org_unit_key from latest
    union
    select date, org_unit_key from agg_population
)
select
    days.date, days.org_unit_key, agg_population.population as used,
    cast(coalesce(latest.value, 0) as bigint) as published
from days
left join agg_population on agg_population.date = days.date and agg_population.org_unit_key = days.org_unit_key
left join latest on latest.date = days.date and latest.org_unit_key = days.org_unit_key
where agg_population.population is null or latest.value is null or agg_population.population <> latest.value
order by days.date, days.org_unit_key
