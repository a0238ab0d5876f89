-- title: ครุภัณฑ์คอมพิวเตอร์ที่เก่าที่สุด / The oldest computer equipment, and what it costs to keep
-- grain: one row per machine held on a day, the oldest first
-- unit: repairs and satang of the twelve months before; price in satang
-- source: fact_it_asset, fact_repair_ticket, fact_repair_part, dim_org_unit, dim_word, org_unit_rollup
-- params: org_unit_key int, on_date date, since date, device text, limit int, offset int
-- columns: asset_number text?, device_th text, device_en text, brand text, model text, org_unit_th text,
--     org_unit_en text, held_from_date date, status_th text, status_en text, price_satang int?, repairs int,
--     cost_satang int
with
repairs as (
    select source_key, source_id, asset_id, service_cost_satang
    from fact_repair_ticket
    where is_repair = true and is_deleted = false and asset_id is not null and reported_date > :since
        and reported_date <= :on_date
),
parts as (
    select repairs.source_key, repairs.asset_id, sum(fact_repair_part.quantity * fact_repair_part.unit_price_satang) as cost
    from repairs
    join fact_repair_part
        on fact_repair_part.source_key = repairs.source_key and fact_repair_part.ticket_id = repairs.source_id
        and fact_repair_part.is_deleted = false
    group by repairs.source_key, repairs.asset_id
),
by_machine as (
    select source_key, asset_id, count(*) as repairs, sum(service_cost_satang) as cost
    from repairs
    group by source_key, asset_id
)
select
    fact_it_asset.asset_number, devices.name_th as device_th, devices.name_en as device_en, fact_it_asset.brand,
    fact_it_asset.model, dim_org_unit.short_th as org_unit_th, dim_org_unit.name_en as org_unit_en,
    fact_it_asset.held_from_date, statuses.name_th as status_th, statuses.name_en as status_en,
    fact_it_asset.price_satang, cast(coalesce(by_machine.repairs, 0) as bigint) as repairs,
    cast(coalesce(by_machine.cost, 0) + coalesce(parts.cost, 0) as bigint) as cost_satang
from fact_it_asset
join org_unit_rollup
    on org_unit_rollup.descendant_key = fact_it_asset.org_unit_key and org_unit_rollup.ancestor_key = :org_unit_key
join dim_org_unit on dim_org_unit.org_unit_key = fact_it_asset.org_unit_key
join dim_word as devices on devices.vocabulary = 'device_type' and devices.code = fact_it_asset.device_type_code
join dim_word as statuses on statuses.vocabulary = 'asset_status' and statuses.code = fact_it_asset.asset_status_code
left join by_machine
    on by_machine.source_key = fact_it_asset.source_key and by_machine.asset_id = fact_it_asset.source_id
left join parts on parts.source_key = fact_it_asset.source_key and parts.asset_id = fact_it_asset.source_id
where fact_it_asset.is_deleted = false and fact_it_asset.held_from_date <= :on_date
    and (fact_it_asset.held_to_date is null or fact_it_asset.held_to_date > :on_date)
    and (:device = '' or fact_it_asset.device_type_code = :device)
order by fact_it_asset.held_from_date, fact_it_asset.it_asset_key
limit :limit offset :offset
