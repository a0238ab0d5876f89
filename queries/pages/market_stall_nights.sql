-- title: ประวัติของแผงค้า / The nights of one stall
-- grain: one row per booking of the stall for a night before a day, the latest first
-- unit: satang where the name says so
-- source: fact_market_stall_night, fact_market_night, fact_market_stall, dim_word, dim_source, org_unit_rollup
-- params: stall text, before date, org_unit_key int, limit int
-- columns: night_date date, is_held bool, stall_code text?, present_code text?, type_th text?, type_en text?,
--     outcome_code text, product text, fee_satang int, due_date date, paid_satang int, paid_date date?, pay_th text?,
--     pay_en text?, sales_satang int?, source_id text, booking_number text?, record_url text?
select
    fact_market_stall_night.night_date, fact_market_night.night_status_code = 'held' as is_held,
    fact_market_stall_night.stall_code, fact_market_stall.stall_code as present_code, types.name_th as type_th,
    types.name_en as type_en, fact_market_stall_night.outcome_code, fact_market_stall_night.product,
    fact_market_stall_night.fee_satang, fact_market_stall_night.due_date, fact_market_stall_night.paid_satang,
    fact_market_stall_night.paid_date, methods.name_th as pay_th, methods.name_en as pay_en,
    fact_market_stall_night.sales_satang, fact_market_stall_night.source_id, fact_market_stall_night.booking_number,
    dim_source.record_url
from fact_market_stall_night
join fact_market_night
    on fact_market_night.source_key = fact_market_stall_night.source_key
    and fact_market_night.source_id = fact_market_stall_night.night_id
join org_unit_rollup
    on org_unit_rollup.descendant_key = fact_market_stall_night.org_unit_key
    and org_unit_rollup.ancestor_key = :org_unit_key
join dim_source on dim_source.source_key = fact_market_stall_night.source_key
left join fact_market_stall
    on fact_market_stall.source_key = fact_market_stall_night.source_key
    and fact_market_stall.source_id = fact_market_stall_night.stall and fact_market_stall.is_deleted = false
left join dim_word as types
    on types.vocabulary = 'market_vendor_type' and types.code = fact_market_stall_night.vendor_type_code
left join dim_word as methods
    on methods.vocabulary = 'market_pay_method' and methods.code = fact_market_stall_night.pay_method_code
where fact_market_stall_night.stall = :stall and fact_market_stall_night.night_date < :before
    and fact_market_stall_night.is_deleted = false
order by fact_market_stall_night.night_date desc, fact_market_stall_night.market_stall_night_key
limit :limit
