-- title: สถานะของแหล่งข้อมูล / The state of each source
-- grain: one row per configured source
-- unit: none
-- source: dim_source, etl_watermark, etl_run, etl_reject
-- params:
-- columns: name text, contract text, title_th text, title_en text, is_sample bool, is_connected bool, fresh_within_seconds int, read_at timestamp?, run_key int?, run_status text?, run_started_at timestamp?, run_finished_at timestamp?, run_error_code text?, open_rejects int
with read_times as (
    select
        etl_watermark.source_name,
        min(etl_watermark.read_at) as read_at
    from etl_watermark
    group by etl_watermark.source_name
),
last_runs as (
    select
        etl_run.source_name,
        max(etl_run.run_key) as run_key
    from etl_run
    where etl_run.source_name is not null
    group by etl_run.source_name
),
reject_counts as (
    select
        etl_reject.source_name,
        count(*) as open_rejects
    from etl_reject
    where etl_reject.resolved_at is null
    group by etl_reject.source_name
)
select
    dim_source.name,
    dim_source.contract,
    dim_source.title_th,
    dim_source.title_en,
    dim_source.is_sample,
    dim_source.is_connected,
    dim_source.fresh_within_seconds,
    read_times.read_at,
    etl_run.run_key,
    etl_run.status as run_status,
    etl_run.started_at as run_started_at,
    etl_run.finished_at as run_finished_at,
    etl_run.error_code as run_error_code,
    coalesce(reject_counts.open_rejects, 0) as open_rejects
from dim_source
left join read_times on read_times.source_name = dim_source.name
left join last_runs on last_runs.source_name = dim_source.name
left join etl_run on etl_run.run_key = last_runs.run_key
left join reject_counts on reject_counts.source_name = dim_source.name
order by dim_source.source_key
