-- title: ความเป็นปัจจุบันของแต่ละแหล่งข้อมูล / Freshness of each source
-- grain: one row per source
-- unit: none
-- source: dim_source, etl_watermark
-- params:
-- columns: name text, title_th text, title_en text, is_sample bool, is_connected bool, fresh_within_seconds int, read_at timestamp?
select
    dim_source.name,
    dim_source.title_th,
    dim_source.title_en,
    dim_source.is_sample,
    dim_source.is_connected,
    dim_source.fresh_within_seconds,
    min(etl_watermark.read_at) as read_at
from dim_source
left join etl_watermark on etl_watermark.source_name = dim_source.name
group by
    dim_source.name,
    dim_source.title_th,
    dim_source.title_en,
    dim_source.is_sample,
    dim_source.is_connected,
    dim_source.fresh_within_seconds
order by dim_source.name
