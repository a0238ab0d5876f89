-- title: วันที่ของงานซ่อมและครุภัณฑ์เรียงตามลำดับ / Dates of repairs and machines follow each other
-- grain: one row per request or machine with a date before its first
-- unit: stops, requests and machines
-- source: fact_repair_ticket, fact_it_asset
-- params:
-- columns: kind text, source_key int, source_id text
select 'request' as kind, source_key, source_id
from fact_repair_ticket
where accepted_date < reported_date or ended_at < reported_at or due_date < reported_date or accept_seconds < 0
    or repair_seconds < 0 or (phase = 'open') <> (ended_date is null)
union all
select 'machine', source_key, source_id
from fact_it_asset
where old_date <= held_from_date or held_to_date < held_from_date or held_to_date <= old_date
order by kind, source_key, source_id
