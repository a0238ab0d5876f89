-- title: แหล่งข้อมูลแต่ละแหล่งในขณะนี้ / Each source as it stands
-- grain: one row per source, in the order of config.yaml
-- unit: none
-- source: dim_source, etl_watermark, etl_run, etl_reject, etl_hold
-- params:
-- columns: name text, contract text, title_th text, title_en text, record_url text?, is_sample bool, is_connected bool, fresh_within_seconds int, read_at timestamp?, swept_at timestamp?, run_key int?, mode text?, status text?, step text?, error_code text?, error text?, remedy text?, started_at timestamp?, finished_at timestamp?, attempts int?, progress_entity text?, progress_rows int?, progress_expected int?, open_rejects int, waiting_holds int
select
    dim_source.name,
    dim_source.contract,
    dim_source.title_th,
    dim_source.title_en,
    dim_source.record_url,
    dim_source.is_sample,
    dim_source.is_connected,
    dim_source.fresh_within_seconds,
    (select min(etl_watermark.read_at) from etl_watermark where etl_watermark.source_name = dim_source.name) as read_at,
    (select min(etl_watermark.swept_at) from etl_watermark where etl_watermark.source_name = dim_source.name) as swept_at,
    etl_run.run_key,
    etl_run.mode,
    etl_run.status,
    etl_run.step,
    etl_run.error_code,
    etl_run.error,
    etl_run.remedy,
    etl_run.started_at,
    etl_run.finished_at,
    etl_run.attempts,
    etl_run.progress_entity,
    etl_run.progress_rows,
    etl_run.progress_expected,
    (
        select count(*)
        from etl_reject
        where etl_reject.source_name = dim_source.name
            and etl_reject.resolved_at is null
    ) as open_rejects,
    (
        select count(*)
        from etl_hold
        where etl_hold.source_name = dim_source.name
            and etl_hold.status = 'waiting'
            and etl_hold.merged_run_key is null
    ) as waiting_holds
from dim_source
left join etl_run on etl_run.run_key = (
    select max(last_run.run_key)
    from etl_run as last_run
    where last_run.source_name = dim_source.name
)
order by dim_source.sort_order, dim_source.source_key
