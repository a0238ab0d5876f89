-- title: อายุครุภัณฑ์คอมพิวเตอร์ / How old the computer equipment was on a day
-- grain: one row per kind of device and own org_unit that held any
-- unit: machines; replace_satang in satang, the register's prices of machines older than five years
-- source: fact_it_asset, dim_word, org_unit_rollup
-- params: org_unit_key int, on_date date, since_3 date, since_5 date, since_7 date
-- columns: device_type_code text, device_th text, device_en text, org_unit_key int, to_3 int, to_5 int, to_7 int,
--     over_7 int, age_unknown int, replace_satang int
with
held as (
    select
        fact_it_asset.device_type_code, fact_it_asset.org_unit_key, fact_it_asset.held_from_date,
        fact_it_asset.price_satang
    from fact_it_asset
    join org_unit_rollup
        on org_unit_rollup.descendant_key = fact_it_asset.org_unit_key
        and org_unit_rollup.ancestor_key = :org_unit_key
    where fact_it_asset.is_deleted = false
        and (fact_it_asset.held_from_date <= :on_date or fact_it_asset.held_from_date is null)
        and (fact_it_asset.held_to_date is null or fact_it_asset.held_to_date > :on_date)
        and (fact_it_asset.held_from_date is not null or fact_it_asset.asset_status_code <> 'disposed')
)
select
    held.device_type_code, dim_word.name_th as device_th, dim_word.name_en as device_en, held.org_unit_key,
    cast(sum(case when held.held_from_date >= :since_3 then 1 else 0 end) as bigint) as to_3,
    cast(
        sum(case when held.held_from_date >= :since_5 and held.held_from_date < :since_3 then 1 else 0 end) as bigint
    ) as to_5,
    cast(
        sum(case when held.held_from_date >= :since_7 and held.held_from_date < :since_5 then 1 else 0 end) as bigint
    ) as to_7,
    cast(sum(case when held.held_from_date < :since_7 then 1 else 0 end) as bigint) as over_7,
    cast(sum(case when held.held_from_date is null then 1 else 0 end) as bigint) as age_unknown,
    cast(
        sum(case when held.held_from_date < :since_5 then coalesce(held.price_satang, 0) else 0 end) as bigint
    ) as replace_satang
from held
join dim_word on dim_word.vocabulary = 'device_type' and dim_word.code = held.device_type_code
group by held.device_type_code, dim_word.name_th, dim_word.name_en, held.org_unit_key
order by held.device_type_code, held.org_unit_key
