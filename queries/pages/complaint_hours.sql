-- title: คำร้องที่รับตามวันในสัปดาห์และชั่วโมง / Complaints received by weekday and hour
-- grain: one row per weekday (1 Monday to 7 Sunday) and hour of the Bangkok clock with complaints
-- unit: complaints
-- source: agg_complaint_hour, org_unit_rollup, dim_date
-- params: from_date date, to_date date, org_unit_key int
-- columns: weekday int, hour int, received int
select
    dim_date.weekday,
    agg_complaint_hour.hour,
    cast(sum(agg_complaint_hour.received) as bigint) as received
from agg_complaint_hour
inner join org_unit_rollup
    on org_unit_rollup.descendant_key = agg_complaint_hour.org_unit_key
    and org_unit_rollup.ancestor_key = :org_unit_key
inner join dim_date on dim_date.date = agg_complaint_hour.date
where agg_complaint_hour.date >= :from_date
    and agg_complaint_hour.date < :to_date
group by dim_date.weekday, agg_complaint_hour.hour
order by dim_date.weekday, agg_complaint_hour.hour
