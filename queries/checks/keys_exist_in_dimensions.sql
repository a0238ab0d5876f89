-- title: รหัสทุกตัวมีอยู่ในตารางอ้างอิง / Every key of a complaint exists in its dimension
-- grain: one row per dimension and key that is missing there, of complaints received on a touched day
-- unit: stops, keys
-- source: fact_complaint, dim_org_unit, dim_category, dim_channel, dim_area, dim_complaint_status, etl_touched
-- params:
-- columns: dimension text, key text, complaints int
with
used as (
    select org_unit_key, category_key, channel_key, area_key, status_code, phase, count(*) as complaints
    from fact_complaint
    where received_date in (select date from etl_touched)
    group by org_unit_key, category_key, channel_key, area_key, status_code, phase
),
missing as (
    select 'org_unit' as dimension, cast(org_unit_key as text) as key, complaints
    from used
    where org_unit_key not in (select org_unit_key from dim_org_unit)
    union all
    select 'category', cast(category_key as text), complaints
    from used
    where category_key not in (select category_key from dim_category)
    union all
    select 'channel', cast(channel_key as text), complaints
    from used
    where channel_key not in (select channel_key from dim_channel)
    union all
    select 'area', cast(area_key as text), complaints
    from used
    where area_key not in (select area_key from dim_area)
    union all
    select 'status', used.status_code, used.complaints
    from used
    left join dim_complaint_status
        on dim_complaint_status.status_code = used.status_code and dim_complaint_status.phase = used.phase
    where dim_complaint_status.status_code is null
)
select dimension, key, cast(sum(complaints) as bigint) as complaints
from missing
group by dimension, key
order by dimension, key
