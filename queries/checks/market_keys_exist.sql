-- title: รหัสและคำของถนนคนเดินมีอยู่ในตารางอ้างอิง / Keys and words of the walking street exist in their dimensions
-- grain: one row per dimension and key or word that is missing there, of nights with a touched day
-- unit: stops, keys
-- source: fact_market_night, fact_market_stall_night, fact_market_zone_night, dim_org_unit, dim_word, etl_touched
-- params:
-- columns: dimension text, key text, uses int
with
used as (
    select 'org_unit' as dimension, cast(org_unit_key as text) as key
    from fact_market_stall_night
    where night_date in (select date from etl_touched)
    union all
    select 'org_unit', cast(org_unit_key as text)
    from fact_market_night
    where night_date in (select date from etl_touched)
    union all
    select 'market_zone', zone_code
    from fact_market_stall_night
    where night_date in (select date from etl_touched)
    union all
    select 'market_zone', zone_code
    from fact_market_zone_night
    where night_date in (select date from etl_touched)
    union all
    select 'market_vendor_type', vendor_type_code
    from fact_market_stall_night
    where night_date in (select date from etl_touched)
    union all
    select 'market_night_status', night_status_code
    from fact_market_night
    where night_date in (select date from etl_touched)
),
known as (
    select 'org_unit' as dimension, cast(org_unit_key as text) as key from dim_org_unit
    union all
    select vocabulary, code from dim_word
)
select used.dimension, used.key, cast(count(*) as bigint) as uses
from used
left join known on known.dimension = used.dimension and known.key = used.key
where known.key is null
group by used.dimension, used.key
order by used.dimension, used.key
