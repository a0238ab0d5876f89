-- title: สรุปประวัติสถานะของเรื่อง / What histories say as a whole
-- grain: one row per touched matter that has a history
-- unit: instants, dates
-- source: stg_touched, fact_complaint_status
-- params:
-- columns: source_key int, complaint_id text, first_closing_at timestamp?, first_closing_date date?,
--     forwarded_date date?, last_open_at timestamp?
select
    stg_touched.source_key, stg_touched.source_id as complaint_id,
    min(case when fact_complaint_status.phase <> 'open' then fact_complaint_status.occurred_at end) as first_closing_at,
    min(case when fact_complaint_status.phase <> 'open' then fact_complaint_status.occurred_date end)
        as first_closing_date,
    min(case when fact_complaint_status.status_code = 'forwarded' then fact_complaint_status.occurred_date end)
        as forwarded_date,
    max(case when fact_complaint_status.phase = 'open' then fact_complaint_status.occurred_at end) as last_open_at
from stg_touched
-- cross join: SQLite then reads the few touched ones first, whatever it believes about the tables' sizes
cross join fact_complaint_status
where fact_complaint_status.source_key = stg_touched.source_key
    and fact_complaint_status.complaint_id = stg_touched.source_id
    and fact_complaint_status.is_deleted = false
group by stg_touched.source_key, stg_touched.source_id
order by stg_touched.source_key, stg_touched.source_id
