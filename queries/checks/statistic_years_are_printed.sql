-- title: ปี พ.ศ. ของค่าสถิติตรงกับช่วงเวลาที่พิมพ์ / The year of a figure stands in its period as printed
-- grain: one row per figure filed under a year its period does not name
-- unit: warns, figures
-- source: fact_statistic
-- params:
-- columns: series_code text, area text, period_as_printed text, year_be int
select series_code, area, period_as_printed, year_be
from fact_statistic
where is_deleted = false and replace(period_as_printed, cast(year_be as text), '') = period_as_printed
order by series_code, area, period_as_printed, statistic_key
