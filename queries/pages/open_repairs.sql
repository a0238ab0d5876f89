-- title: งานซ่อมค้าง / Repairs that were open at the end of a day
-- grain: one row per repair, the oldest first
-- unit: -
-- source: fact_repair_ticket, fact_it_asset, dim_org_unit, dim_source, dim_word, org_unit_rollup
-- params: org_unit_key int, on_date date
-- columns: source_id text, ticket_number text?, description text, device_th text, device_en text, symptom_th text,
--     symptom_en text, asset_number text?, org_unit_key int, org_unit_th text, org_unit_en text, urgency_code text,
--     urgency_th text, urgency_en text, reported_date date, due_date date?, status_code text, status_th text,
--     status_en text, phase text, record_url text?
select
    fact_repair_ticket.source_id, fact_repair_ticket.ticket_number, fact_repair_ticket.description,
    devices.name_th as device_th, devices.name_en as device_en,
    symptoms.name_th as symptom_th, symptoms.name_en as symptom_en, fact_it_asset.asset_number,
    fact_repair_ticket.org_unit_key, dim_org_unit.short_th as org_unit_th, dim_org_unit.name_en as org_unit_en,
    fact_repair_ticket.urgency_code, urgencies.name_th as urgency_th, urgencies.name_en as urgency_en,
    fact_repair_ticket.reported_date, fact_repair_ticket.due_date,
    fact_repair_ticket.status_code, statuses.name_th as status_th, statuses.name_en as status_en,
    fact_repair_ticket.phase, dim_source.record_url
from fact_repair_ticket
join org_unit_rollup
    on org_unit_rollup.descendant_key = fact_repair_ticket.org_unit_key
    and org_unit_rollup.ancestor_key = :org_unit_key
join dim_org_unit on dim_org_unit.org_unit_key = fact_repair_ticket.org_unit_key
join dim_source on dim_source.source_key = fact_repair_ticket.source_key
join dim_word as devices
    on devices.vocabulary = 'device_type' and devices.code = fact_repair_ticket.device_type_code
join dim_word as symptoms
    on symptoms.vocabulary = 'repair_symptom' and symptoms.code = fact_repair_ticket.symptom_code
join dim_word as urgencies
    on urgencies.vocabulary = 'repair_urgency' and urgencies.code = fact_repair_ticket.urgency_code
join dim_word as statuses
    on statuses.vocabulary = 'repair_status' and statuses.code = fact_repair_ticket.status_code
left join fact_it_asset
    on fact_it_asset.source_key = fact_repair_ticket.source_key
    and fact_it_asset.source_id = fact_repair_ticket.asset_id and fact_it_asset.is_deleted = false
where fact_repair_ticket.is_repair = true and fact_repair_ticket.is_deleted = false
    and fact_repair_ticket.reported_date <= :on_date
    and (fact_repair_ticket.ended_date is null or fact_repair_ticket.ended_date > :on_date)
order by fact_repair_ticket.reported_at, fact_repair_ticket.repair_ticket_key
