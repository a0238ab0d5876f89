-- title: อายุของเรื่องที่ค้าง ณ สิ้นวัน / Age of what was open at the end of a day, up to 90 days
-- grain: one row per org_unit (the chosen one and those directly below it) with such complaints
-- unit: complaints; age in days since receipt: `age_4_7` are those of more than 3 and at most 7 days
-- source: fact_complaint_spell, fact_complaint, org_unit_rollup, dim_org_unit
-- params: org_unit_key int, on_date date, since_3 date, since_7 date, since_15 date, since_30 date, since_60 date, since_90 date
-- columns: org_unit_key int, age_0_3 int, age_4_7 int, age_8_15 int, age_16_30 int, age_31_60 int, age_61_90 int
with
units as materialized (
    select dim_org_unit.org_unit_key, org_unit_rollup.descendant_key
    from dim_org_unit
    inner join org_unit_rollup on org_unit_rollup.ancestor_key = dim_org_unit.org_unit_key
    where dim_org_unit.org_unit_key = :org_unit_key or dim_org_unit.parent_key = :org_unit_key
),
-- a first spell opens on the day of receipt; what was opened again keeps the age of its receipt
open_then as (
    select fact_complaint_spell.org_unit_key, fact_complaint_spell.opened_date as received_date
    from fact_complaint_spell
    where fact_complaint_spell.opened_date >= :since_90 and fact_complaint_spell.opened_date <= :on_date
        and (fact_complaint_spell.closed_date is null or fact_complaint_spell.closed_date > :on_date)
        and fact_complaint_spell.spell_number = 1
    union all
    select fact_complaint_spell.org_unit_key, fact_complaint.received_date
    from fact_complaint_spell
    inner join fact_complaint on fact_complaint.complaint_key = fact_complaint_spell.complaint_key
    where fact_complaint_spell.opened_date >= :since_90 and fact_complaint_spell.opened_date <= :on_date
        and (fact_complaint_spell.closed_date is null or fact_complaint_spell.closed_date > :on_date)
        and fact_complaint_spell.spell_number > 1 and fact_complaint.received_date >= :since_90
),
own as (
    select
        org_unit_key,
        sum(case when received_date >= :since_3 then 1 else 0 end) as age_0_3,
        sum(case when received_date < :since_3 and received_date >= :since_7 then 1 else 0 end) as age_4_7,
        sum(case when received_date < :since_7 and received_date >= :since_15 then 1 else 0 end) as age_8_15,
        sum(case when received_date < :since_15 and received_date >= :since_30 then 1 else 0 end) as age_16_30,
        sum(case when received_date < :since_30 and received_date >= :since_60 then 1 else 0 end) as age_31_60,
        sum(case when received_date < :since_60 then 1 else 0 end) as age_61_90
    from open_then
    group by org_unit_key
)
select
    units.org_unit_key,
    cast(sum(own.age_0_3) as bigint) as age_0_3,
    cast(sum(own.age_4_7) as bigint) as age_4_7,
    cast(sum(own.age_8_15) as bigint) as age_8_15,
    cast(sum(own.age_16_30) as bigint) as age_16_30,
    cast(sum(own.age_31_60) as bigint) as age_31_60,
    cast(sum(own.age_61_90) as bigint) as age_61_90
from own
inner join units on units.descendant_key = own.org_unit_key
group by units.org_unit_key
order by units.org_unit_key
