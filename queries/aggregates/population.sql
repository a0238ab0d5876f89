-- title: ประชากรของเทศบาลตามทะเบียน / Registered population of each municipality
-- grain: one row per day for which a population is published and municipality (an org_unit of that name)
-- unit: persons; of several editions the latest, of several values of one edition the last that came in
-- source: fact_statistic, dim_org_unit
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, population int
with ranked as (
    select
        fact_statistic.period_end_date, dim_org_unit.org_unit_key, fact_statistic.value,
        row_number() over (
            partition by fact_statistic.period_end_date, dim_org_unit.org_unit_key
            order by fact_statistic.edition_year desc, fact_statistic.statistic_key desc
        ) as place
    from fact_statistic
    inner join dim_org_unit on dim_org_unit.name_th = fact_statistic.area
    where fact_statistic.series_code = 'CITY-02' and fact_statistic.area_scheme_code = 'municipality'
        and fact_statistic.period_kind_code in ('year', 'date') and fact_statistic.is_deleted = false
        and fact_statistic.period_end_date >= :from_date and fact_statistic.period_end_date < :to_date
)
select period_end_date as date, org_unit_key, cast(value as bigint) as population
from ranked
where place = 1
order by period_end_date, org_unit_key
