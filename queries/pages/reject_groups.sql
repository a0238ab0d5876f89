-- title: รายการที่ระบบไม่รับ จัดกลุ่มตามเรื่องที่ต้องแก้ / Open rejects, grouped by what is to be mended
-- grain: one row per source, entity, field, rule, org_unit and, for unknown words, word; with its newest and oldest row
-- unit: rows
-- source: etl_reject
-- params: source_name text
-- columns: source_name text, entity text, field text, rule text, word text, org_unit text, rejects int, first_seen_at timestamp, last_seen_at timestamp, newest_id text, newest_value text, oldest_id text, oldest_value text
with grouped as (
    select
        etl_reject.source_name,
        etl_reject.entity,
        etl_reject.field,
        etl_reject.rule,
        case when etl_reject.rule = 'unknown_word' then etl_reject.value else '' end as word,
        etl_reject.org_unit,
        count(*) as rejects,
        min(etl_reject.first_seen_at) as first_seen_at,
        max(etl_reject.last_seen_at) as last_seen_at,
        min(etl_reject.reject_key) as oldest_key,
        max(etl_reject.reject_key) as newest_key
    from etl_reject
    where etl_reject.resolved_at is null
        and (:source_name = '' or etl_reject.source_name = :source_name)
    group by
        etl_reject.source_name,
        etl_reject.entity,
        etl_reject.field,
        etl_reject.rule,
        case when etl_reject.rule = 'unknown_word' then etl_reject.value else '' end,
        etl_reject.org_unit
)
select
    grouped.source_name,
    grouped.entity,
    grouped.field,
    grouped.rule,
    grouped.word,
    grouped.org_unit,
    grouped.rejects,
    grouped.first_seen_at,
    grouped.last_seen_at,
    newest.source_id as newest_id,
    newest.value as newest_value,
    oldest.source_id as oldest_id,
    oldest.value as oldest_value
from grouped
inner join etl_reject as newest on newest.reject_key = grouped.newest_key
inner join etl_reject as oldest on oldest.reject_key = grouped.oldest_key
order by grouped.rejects desc, grouped.newest_key desc
