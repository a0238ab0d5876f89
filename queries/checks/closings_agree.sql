-- title: ยอดเสร็จสิ้นรายวันเท่ากับฮิสโทแกรม / Dated finishings equal the histogram of days to finishing
-- grain: one row per touched day on which they differ
-- unit: stops, complaints
-- source: agg_complaint_day, agg_complaint_close_days, dim_date, etl_touched
-- params:
-- columns: date date, dated int, in_histogram int
with
counted as (
    select date, sum(finished - finished_undated) as dated, 0 as in_histogram
    from agg_complaint_day
    where date in (select date from etl_touched)
    group by date
    union all
    select date, 0, sum(finished)
    from agg_complaint_close_days
    where date in (select date from etl_touched)
    group by date
)
select counted.date, cast(sum(dated) as bigint) as dated, cast(sum(in_histogram) as bigint) as in_histogram
from counted
join dim_date on dim_date.date = counted.date
group by counted.date
having sum(dated) <> sum(in_histogram)
order by counted.date
