-- title: การฝ่าฝืนตามประเภท ผู้รอคิวตามโซน และผู้ค้าตามประเภท / Violations by kind, the queue by zone, vendors by type
-- grain: one row per vocabulary and word with anything; violations in the half-open stretch, the others at its end
-- unit: violations, people waiting, vendors
-- source: fact_market_violation, agg_market_zone, agg_market_vendor, dim_word, org_unit_rollup
-- params: from_date date, to_date date, today date, org_unit_key int
-- columns: vocabulary text, code text, name_th text?, name_en text?, count int
with
units as (
    select descendant_key
    from org_unit_rollup
    where ancestor_key = :org_unit_key
),
counted as (
    select 'market_violation_kind' as vocabulary, kind_code as code, 1 as count
    from fact_market_violation
    where occurred_date >= :from_date and occurred_date < :to_date and occurred_date <= :today and is_deleted = false
        and org_unit_key in (select descendant_key from units)
    union all
    select 'market_zone', zone_code, waiting_in - waiting_out
    from agg_market_zone
    where date < :to_date and date <= :today and org_unit_key in (select descendant_key from units)
    union all
    select 'market_vendor_type', vendor_type_code, joined - gone
    from agg_market_vendor
    where date < :to_date and date <= :today and org_unit_key in (select descendant_key from units)
)
select
    counted.vocabulary, counted.code, dim_word.name_th, dim_word.name_en, cast(sum(counted.count) as bigint) as count
from counted
left join dim_word on dim_word.vocabulary = counted.vocabulary and dim_word.code = counted.code
group by counted.vocabulary, counted.code, dim_word.name_th, dim_word.name_en
having sum(counted.count) <> 0
order by counted.vocabulary, sum(counted.count) desc, counted.code
