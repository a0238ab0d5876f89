-- title: คำร้องตามพื้นที่ / Complaints by area
-- grain: one row per outermost area (a zone, not stated) with anything in the period
-- unit: complaints; due and done by due only of dates before today
-- source: agg_complaint_area, org_unit_rollup, dim_area
-- params: from_date date, to_date date, today date, org_unit_key int
-- columns: code text, kind text, name_th text, name_en text, received int, finished int, due int, done_by_due int
with by_area as (
    select
        agg_complaint_area.area_key,
        sum(agg_complaint_area.received) as received,
        sum(agg_complaint_area.finished) as finished,
        sum(case when agg_complaint_area.date < :today then agg_complaint_area.due else 0 end) as due,
        sum(case when agg_complaint_area.date < :today then agg_complaint_area.done_by_due else 0 end) as done_by_due
    from agg_complaint_area
    inner join org_unit_rollup
        on org_unit_rollup.descendant_key = agg_complaint_area.org_unit_key
        and org_unit_rollup.ancestor_key = :org_unit_key
    where agg_complaint_area.date >= :from_date
        and agg_complaint_area.date < :to_date
        and agg_complaint_area.date <= :today
    group by agg_complaint_area.area_key
)
select
    dim_area.code,
    dim_area.kind,
    dim_area.name_th,
    dim_area.name_en,
    cast(by_area.received as bigint) as received,
    cast(by_area.finished as bigint) as finished,
    cast(by_area.due as bigint) as due,
    cast(by_area.done_by_due as bigint) as done_by_due
from by_area
inner join dim_area on dim_area.area_key = by_area.area_key
where by_area.received + by_area.finished + by_area.due > 0
order by dim_area.code
