-- title: สิ่งที่พบในระบบต้นทางและไม่ทำให้หยุด / What was noticed in the sources and stops nothing
-- grain: one row per source, entity and thing noticed that is still so
-- unit: none
-- source: etl_notice
-- params:
-- columns: source_name text, entity text, kind text, what text, first_seen_at timestamp, last_seen_at timestamp,
--   rows_met int?
select
    etl_notice.source_name,
    etl_notice.entity,
    etl_notice.kind,
    etl_notice.what,
    etl_notice.first_seen_at,
    etl_notice.last_seen_at,
    etl_notice.rows_met
from etl_notice
where etl_notice.gone_at is null
order by etl_notice.first_seen_at desc, etl_notice.source_name, etl_notice.entity, etl_notice.kind, etl_notice.what
