-- title: ครุภัณฑ์คอมพิวเตอร์รายวัน / Computer equipment by day
-- grain: one row per day, own org_unit and kind of device on which any came in, went out or grew old
-- unit: machines
-- source: fact_it_asset
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, device_type_code text, held_in int, held_out int, old_in int, old_out int
with
events as (
    select held_from_date as date, org_unit_key, device_type_code, 1 as held_in, 0 as held_out, 0 as old_in, 0 as old_out
    from fact_it_asset
    where held_from_date >= :from_date and held_from_date < :to_date and is_deleted = false
    union all
    select old_date, org_unit_key, device_type_code, 0, 0, 1, 0
    from fact_it_asset
    where old_date >= :from_date and old_date < :to_date and is_deleted = false
    union all
    select
        held_to_date, org_unit_key, device_type_code,
        0, 1 as held_out, 0, case when old_date is not null then 1 else 0 end as old_out
    from fact_it_asset
    where held_to_date >= :from_date and held_to_date < :to_date and is_deleted = false
)
select
    date, org_unit_key, device_type_code,
    cast(sum(held_in) as bigint) as held_in,
    cast(sum(held_out) as bigint) as held_out,
    cast(sum(old_in) as bigint) as old_in,
    cast(sum(old_out) as bigint) as old_out
from events
group by date, org_unit_key, device_type_code
order by date, org_unit_key, device_type_code
