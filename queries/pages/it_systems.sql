-- title: ทะเบียนระบบสารสนเทศ / Inventory of information systems
-- grain: one row per system, of the chosen org_unit and those below it, as of a day
-- unit: systems, exchanges, accounts
-- source: fact_it_system, fact_it_system_month, fact_it_integration, dim_word, org_unit_rollup
-- params: org_unit_key int, on_date date
-- columns: system_key int, system_code text?, name text, org_unit_key int, kind_th text, kind_en text, origin_th text,
--     origin_en text, stage_code text, stage_th text, stage_en text, live_date date?, retired_date date?,
--     personal_data_code text, ropa_date date?, accounts int?, exchanges int, restore_tested_date date?
with
links as (
    select source_key, system_id, count(*) as exchanges
    from fact_it_integration
    where is_deleted = false and working_from_date <= :on_date and (ended_date is null or ended_date > :on_date)
    group by source_key, system_id
),
tests as (
    select source_key, system_id, max(restore_tested_date) as restore_tested_date
    from fact_it_system_month
    where is_deleted = false and restore_tested_date <= :on_date
    group by source_key, system_id
)
select
    fact_it_system.it_system_key as system_key, fact_it_system.system_code, fact_it_system.name,
    fact_it_system.org_unit_key, kinds.name_th as kind_th, kinds.name_en as kind_en, origins.name_th as origin_th,
    origins.name_en as origin_en, fact_it_system.stage_code, stages.name_th as stage_th, stages.name_en as stage_en,
    fact_it_system.live_date, fact_it_system.retired_date, fact_it_system.personal_data_code, fact_it_system.ropa_date,
    fact_it_system.accounts, coalesce(links.exchanges, 0) as exchanges, tests.restore_tested_date
from fact_it_system
join org_unit_rollup on org_unit_rollup.descendant_key = fact_it_system.org_unit_key
join dim_word as kinds on kinds.vocabulary = 'it_system_kind' and kinds.code = fact_it_system.system_kind_code
join dim_word as origins on origins.vocabulary = 'it_system_origin' and origins.code = fact_it_system.origin_code
join dim_word as stages on stages.vocabulary = 'it_stage' and stages.code = fact_it_system.stage_code
left join links
    on links.source_key = fact_it_system.source_key and links.system_id = fact_it_system.source_id
left join tests
    on tests.source_key = fact_it_system.source_key and tests.system_id = fact_it_system.source_id
where org_unit_rollup.ancestor_key = :org_unit_key and fact_it_system.is_deleted = false
order by
    case when fact_it_system.stage_code = 'retired' then 1 else 0 end, stages.sort_order desc,
    fact_it_system.it_system_key
