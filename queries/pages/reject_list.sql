-- title: รายการที่ระบบไม่รับ ทีละแถว / Open rejects, one by one
-- grain: one row per open reject that passes the filter (an empty text: all)
-- unit: none
-- source: etl_reject
-- params: source_name text, limit_rows int
-- columns: source_name text, entity text, field text, rule text, org_unit text, source_id text, value text, first_seen_at timestamp, last_seen_at timestamp
select
    etl_reject.source_name,
    etl_reject.entity,
    etl_reject.field,
    etl_reject.rule,
    etl_reject.org_unit,
    etl_reject.source_id,
    etl_reject.value,
    etl_reject.first_seen_at,
    etl_reject.last_seen_at
from etl_reject
where etl_reject.resolved_at is null
    and (:source_name = '' or etl_reject.source_name = :source_name)
order by etl_reject.source_name, etl_reject.entity, etl_reject.rule, etl_reject.source_id, etl_reject.reject_key
limit :limit_rows
