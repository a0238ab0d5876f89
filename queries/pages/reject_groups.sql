-- title: รายการที่ระบบไม่รับ จัดกลุ่มตามเรื่องที่ต้องแก้ / Open rejects, grouped by what is to be mended
-- grain: up to three rows (the latest) per source, entity, field, rule, org_unit and, for unknown words, word
-- unit: rows
-- source: etl_reject
-- params: source_name text
-- columns: source_name text, entity text, field text, rule text, word text, org_unit text, rejects int, first_seen_at timestamp, last_seen_at timestamp, place int, source_id text, value text
with worded as (
    select
        etl_reject.reject_key,
        etl_reject.source_name,
        etl_reject.entity,
        etl_reject.field,
        etl_reject.rule,
        etl_reject.org_unit,
        etl_reject.source_id,
        etl_reject.value,
        etl_reject.first_seen_at,
        etl_reject.last_seen_at,
        case when etl_reject.rule = 'unknown_word' then etl_reject.value else '' end as word
    from etl_reject
    where etl_reject.resolved_at is null
        and (:source_name = '' or etl_reject.source_name = :source_name)
),
placed as (
    select
        worded.source_name,
        worded.entity,
        worded.field,
        worded.rule,
        worded.word,
        worded.org_unit,
        worded.source_id,
        worded.value,
        count(*) over (
            partition by worded.source_name, worded.entity, worded.field, worded.rule, worded.word, worded.org_unit
        ) as rejects,
        min(worded.first_seen_at) over (
            partition by worded.source_name, worded.entity, worded.field, worded.rule, worded.word, worded.org_unit
        ) as first_seen_at,
        max(worded.last_seen_at) over (
            partition by worded.source_name, worded.entity, worded.field, worded.rule, worded.word, worded.org_unit
        ) as last_seen_at,
        row_number() over (
            partition by worded.source_name, worded.entity, worded.field, worded.rule, worded.word, worded.org_unit
            order by worded.last_seen_at desc, worded.reject_key desc
        ) as place
    from worded
)
select
    placed.source_name,
    placed.entity,
    placed.field,
    placed.rule,
    placed.word,
    placed.org_unit,
    placed.rejects,
    placed.first_seen_at,
    placed.last_seen_at,
    placed.place,
    placed.source_id,
    placed.value
from placed
where placed.place <= 3
order by
    placed.rejects desc,
    placed.source_name,
    placed.entity,
    placed.field,
    placed.rule,
    placed.word,
    placed.org_unit,
    placed.place
