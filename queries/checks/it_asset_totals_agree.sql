-- title: ยอดครุภัณฑ์รายวันเท่ากับทะเบียน / Daily totals of equipment equal the register
-- grain: one row per own org_unit whose totals differ
-- unit: stops, machines
-- source: fact_it_asset, agg_it_asset_day
-- params:
-- columns: org_unit_key int, held_of_facts int, held_of_days int, old_of_facts int, old_of_days int
with
counted as (
    select
        org_unit_key,
        case when held_from_date is not null and held_to_date is null then 1 else 0 end as held_of_facts,
        0 as held_of_days,
        case when old_date is not null and held_to_date is null then 1 else 0 end as old_of_facts,
        0 as old_of_days
    from fact_it_asset
    where is_deleted = false
    union all
    select org_unit_key, 0, held_in - held_out, 0, old_in - old_out
    from agg_it_asset_day
)
select
    org_unit_key,
    cast(sum(held_of_facts) as bigint) as held_of_facts, cast(sum(held_of_days) as bigint) as held_of_days,
    cast(sum(old_of_facts) as bigint) as old_of_facts, cast(sum(old_of_days) as bigint) as old_of_days
from counted
group by org_unit_key
having sum(held_of_facts) <> sum(held_of_days) or sum(old_of_facts) <> sum(old_of_days)
order by org_unit_key
