-- title: ครั้งที่จัดถนนคนเดินรายวัน / Nights of the walking street by day
-- grain: one row per day and own org_unit on which a night was held or called off
-- unit: nights; visitors in people
-- source: fact_market_night
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, nights_held int, nights_cancelled int, nights_with_visitors int,
--     nights_counted int, visitors int, stage_shows int
select
    night_date as date, org_unit_key,
    cast(sum(case when night_status_code = 'held' then 1 else 0 end) as bigint) as nights_held,
    cast(sum(case when night_status_code = 'cancelled' then 1 else 0 end) as bigint) as nights_cancelled,
    cast(sum(case when night_status_code = 'held' and visitors > 0 then 1 else 0 end) as bigint) as nights_with_visitors,
    cast(
        sum(
            case when night_status_code = 'held' and visitors > 0 and count_method_code = 'counted' then 1 else 0 end
        ) as bigint
    ) as nights_counted,
    cast(sum(case when night_status_code = 'held' and visitors > 0 then visitors else 0 end) as bigint) as visitors,
    cast(sum(case when night_status_code = 'held' and stage_shows > 0 then stage_shows else 0 end) as bigint) as stage_shows
from fact_market_night
where night_date >= :from_date and night_date < :to_date
    and night_status_code in ('held', 'cancelled') and is_deleted = false
group by night_date, org_unit_key
order by night_date, org_unit_key
