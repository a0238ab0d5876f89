-- title: รายการที่ระบบไม่รับ ตามกฎ / Open rejects by rule
-- grain: one row per source and rule with open rejects
-- unit: rows
-- source: etl_reject, dim_source
-- params: contracts text[]
-- columns: source_name text, rule text, rejects int
select
    etl_reject.source_name,
    etl_reject.rule,
    count(*) as rejects
from etl_reject
inner join dim_source on dim_source.name = etl_reject.source_name
where etl_reject.resolved_at is null
    and dim_source.contract in :contracts
group by etl_reject.source_name, etl_reject.rule
order by rejects desc, etl_reject.source_name, etl_reject.rule
