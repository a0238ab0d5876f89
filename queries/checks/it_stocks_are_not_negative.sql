-- title: จำนวนระบบและเงินของแผนไม่ติดลบ / Systems and money of the plan never fall below zero
-- grain: one row per day and own org_unit on which one does, or more systems are integrated than in use
-- unit: stops, systems and satang
-- source: agg_it_system, agg_digital_plan
-- params:
-- columns: quantity text, org_unit_key int, date date
with
systems as (
    select
        date, org_unit_key,
        sum(in_use) over so_far as in_use, sum(integrated) over so_far as integrated, sum(restored) over so_far as restored,
        sum(ropa) over so_far as ropa, sum(personal) over so_far as personal
    from agg_it_system
    window so_far as (partition by org_unit_key order by date)
),
plan as (
    select
        date, org_unit_key, sum(budget) over so_far as budget, sum(disbursed) over so_far as disbursed,
        sum(active) over so_far as active, sum(on_plan) over so_far as on_plan
    from agg_digital_plan
    window so_far as (partition by org_unit_key order by date)
)
select 'systems' as quantity, org_unit_key, date
from systems
where in_use < 0 or integrated < 0 or restored < 0 or ropa < 0 or integrated > in_use or restored > in_use
    or ropa > personal or personal > in_use
union all
select 'plan', org_unit_key, date
from plan
where budget < 0 or disbursed < 0 or on_plan < 0 or on_plan > active
order by quantity, org_unit_key, date
