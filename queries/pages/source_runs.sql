-- title: ประวัติรอบการนำเข้าข้อมูล ใหม่ที่สุดก่อน / Runs, newest first
-- grain: one row per run that passes the filters (an empty text: all), a page of them
-- unit: rows
-- source: etl_run, etl_batch
-- params: source_name text, status text, limit_rows int, skip_rows int
-- columns: run_key int, source_name text?, mode text, trigger text, status text, step text?, error_code text?, error text?, remedy text?, started_at timestamp, finished_at timestamp?, attempts int, batches int, merged int, broken int, rows_read int, inserted int, updated int, unchanged int, duplicate int, rejected int, deleted int
with page as (
    select etl_run.run_key
    from etl_run
    where (:source_name = '' or etl_run.source_name = :source_name)
        and (:status = '' or etl_run.status = :status)
    order by etl_run.run_key desc
    limit :limit_rows offset :skip_rows
),
counted as (
    select
        etl_batch.run_key,
        count(*) as batches,
        sum(case when etl_batch.status = 'merged' then 1 else 0 end) as merged,
        sum(case when etl_batch.is_conserved = false then 1 else 0 end) as broken,
        sum(etl_batch.read) as rows_read,
        sum(etl_batch.inserted) as inserted,
        sum(etl_batch.updated) as updated,
        sum(etl_batch.unchanged) as unchanged,
        sum(etl_batch.duplicate) as duplicate,
        sum(etl_batch.rejected) as rejected,
        sum(etl_batch.deleted) as deleted
    from etl_batch
    where etl_batch.run_key in (select page.run_key from page)
    group by etl_batch.run_key
)
select
    etl_run.run_key,
    etl_run.source_name,
    etl_run.mode,
    etl_run.trigger,
    etl_run.status,
    etl_run.step,
    etl_run.error_code,
    etl_run.error,
    etl_run.remedy,
    etl_run.started_at,
    etl_run.finished_at,
    etl_run.attempts,
    coalesce(counted.batches, 0) as batches,
    coalesce(counted.merged, 0) as merged,
    coalesce(counted.broken, 0) as broken,
    coalesce(counted.rows_read, 0) as rows_read,
    coalesce(counted.inserted, 0) as inserted,
    coalesce(counted.updated, 0) as updated,
    coalesce(counted.unchanged, 0) as unchanged,
    coalesce(counted.duplicate, 0) as duplicate,
    coalesce(counted.rejected, 0) as rejected,
    coalesce(counted.deleted, 0) as deleted
from etl_run
left join counted on counted.run_key = etl_run.run_key
where etl_run.run_key in (select page.run_key from page)
order by etl_run.run_key desc
