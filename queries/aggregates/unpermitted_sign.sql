-- title: ป้ายที่ไม่ได้รับอนุญาตรายวัน / Signs without a permit by day
-- grain: one row per day, own org_unit and zone on which any of these happened
-- unit: found and removed in signs; fines in cases; fine_satang in satang
-- source: fact_unpermitted_sign
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, zone_code text, found int, removed int, fines int, fine_satang int
with
events as (
    select found_date as date, org_unit_key, zone_code, sign_count as found, 0 as removed, 0 as fines, 0 as fine_satang
    from fact_unpermitted_sign
    where is_deleted = false
    union all
    select removed_date, org_unit_key, zone_code, 0, sign_count, 0, 0
    from fact_unpermitted_sign
    where is_deleted = false
    union all
    select fined_date, org_unit_key, zone_code, 0, 0, 1, coalesce(fine_satang, 0)
    from fact_unpermitted_sign
    where is_deleted = false
)
select
    date, org_unit_key, zone_code,
    cast(sum(found) as bigint) as found,
    cast(sum(removed) as bigint) as removed,
    cast(sum(fines) as bigint) as fines,
    cast(sum(fine_satang) as bigint) as fine_satang
from events
where date >= :from_date and date < :to_date
group by date, org_unit_key, zone_code
order by date, org_unit_key, zone_code
