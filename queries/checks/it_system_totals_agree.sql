-- title: ยอดระบบรายวันเท่ากับทะเบียนระบบ / Daily totals of the systems equal the inventory
-- grain: one row per quantity whose totals differ
-- unit: stops, systems and minutes
-- source: fact_it_system, fact_it_system_month, agg_it_system
-- params:
-- columns: quantity text, of_facts int, of_days int
with
systems as (
    select source_key, source_id, personal_data_code, ropa_date
    from fact_it_system
    where is_deleted = false and (live_date is not null or stage_code in ('in_service', 'maintenance'))
        and stage_code <> 'retired' and retired_date is null
),
facts as (
    select 'in_use' as quantity, count(*) as amount from systems
    union all
    select 'personal', count(*) from systems where personal_data_code = 'yes'
    union all
    select 'ropa', count(*) from systems where personal_data_code = 'yes' and ropa_date is not null
    union all
    select 'service_minutes', coalesce(sum(fact_it_system_month.service_minutes), 0)
    from fact_it_system_month
    join fact_it_system
        on fact_it_system.source_key = fact_it_system_month.source_key
        and fact_it_system.source_id = fact_it_system_month.system_id
        and fact_it_system.is_deleted = false
        and (
            fact_it_system.live_date is not null
            or fact_it_system.stage_code in ('in_service', 'maintenance', 'retired')
        )
    where fact_it_system_month.is_deleted = false
),
days as (
    select 'in_use' as quantity, coalesce(sum(in_use), 0) as amount from agg_it_system
    union all
    select 'personal', coalesce(sum(personal), 0) from agg_it_system
    union all
    select 'ropa', coalesce(sum(ropa), 0) from agg_it_system
    union all
    select 'service_minutes', coalesce(sum(service_minutes), 0) from agg_it_system
)
select facts.quantity, cast(facts.amount as bigint) as of_facts, cast(days.amount as bigint) as of_days
from facts
join days on days.quantity = facts.quantity
where facts.amount <> days.amount
order by facts.quantity
