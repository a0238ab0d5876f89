-- title: สรุปประวัติสถานะของทุกเรื่องในแหล่งข้อมูล / What all histories of a source say as a whole
-- grain: one row per matter of the source that has a history; what complaint_histories says of touched ones
-- unit: instants, dates
-- source: fact_complaint_status
-- params: source_key int
-- columns: source_key int, complaint_id text, first_closing_at timestamp?, first_closing_date date?,
--     forwarded_date date?, last_open_at timestamp?
select
    source_key, complaint_id,
    min(case when phase <> 'open' then occurred_at end) as first_closing_at,
    min(case when phase <> 'open' then occurred_date end) as first_closing_date,
    min(case when status_code = 'forwarded' then occurred_date end) as forwarded_date,
    max(case when phase = 'open' then occurred_at end) as last_open_at
from fact_complaint_status
where source_key = :source_key and is_deleted = false
group by source_key, complaint_id
