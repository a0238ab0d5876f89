-- title: อนุกรมสถิติที่มี / The series of official statistics there are
-- grain: one row per series code
-- unit: figures; last_year: of what has been counted, not of a plan or forecast
-- source: fact_statistic
-- params:
-- columns: series_code text, figures int, first_year int, last_year int
select
    series_code, count(*) as figures, min(year_be) as first_year,
    coalesce(
        max(case when period_kind_code not in ('range', 'year_forecast') then year_be end), max(year_be)
    ) as last_year
from fact_statistic
where is_deleted = false
group by series_code
order by series_code
