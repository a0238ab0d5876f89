-- title: รอบการนำเข้าข้อมูลและจำนวนแถว / Runs and what they read
-- grain: one row per run asked for
-- unit: rows
-- source: etl_run, etl_batch
-- params: run_keys int[]
-- columns: run_key int, source_name text?, mode text, status text, started_at timestamp, finished_at timestamp?, rows_read int, changed int, rejected int
with counted as (
    select
        etl_batch.run_key,
        sum(etl_batch.read) as rows_read,
        sum(etl_batch.inserted + etl_batch.updated + etl_batch.deleted) as changed,
        sum(etl_batch.rejected) as rejected
    from etl_batch
    where etl_batch.run_key in :run_keys
    group by etl_batch.run_key
)
select
    etl_run.run_key,
    etl_run.source_name,
    etl_run.mode,
    etl_run.status,
    etl_run.started_at,
    etl_run.finished_at,
    coalesce(counted.rows_read, 0) as rows_read,
    coalesce(counted.changed, 0) as changed,
    coalesce(counted.rejected, 0) as rejected
from etl_run
left join counted on counted.run_key = etl_run.run_key
where etl_run.run_key in :run_keys
order by etl_run.run_key
