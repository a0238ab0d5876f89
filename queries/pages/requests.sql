-- title: คำขอที่ยังไม่เสร็จ และที่เพิ่งเสร็จ / Requests under way, and those finished lately
-- grain: one row per request that waits, is worked on, or finished at or after an instant
-- unit: none
-- source: etl_request
-- params: since timestamp
-- columns: request_key int, kind text, source_name text?, details text, asked_by text, asked_at timestamp, status text, claimed_at timestamp?, finished_at timestamp?, run_key int?, error text?
select
    etl_request.request_key,
    etl_request.kind,
    etl_request.source_name,
    etl_request.details,
    etl_request.asked_by,
    etl_request.asked_at,
    etl_request.status,
    etl_request.claimed_at,
    etl_request.finished_at,
    etl_request.run_key,
    etl_request.error
from etl_request
where etl_request.status in ('waiting', 'claimed')
    or etl_request.finished_at >= :since
order by etl_request.request_key desc
