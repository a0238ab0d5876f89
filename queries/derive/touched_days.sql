-- title: วันที่มีข้อมูลเปลี่ยน / Days to which the touched complaints contribute
-- grain: one row per day
-- unit: dates
-- source: stg_touched, fact_complaint, fact_complaint_spell
-- params:
-- columns: date date
with
-- cross join: SQLite then reads the few touched ones first, whatever it believes about the tables' sizes
complaints as materialized (
    select
        fact_complaint.complaint_key, fact_complaint.received_date, fact_complaint.acknowledged_date
    from stg_touched
    cross join fact_complaint
    where fact_complaint.source_key = stg_touched.source_key
        and fact_complaint.source_id = stg_touched.source_id
),
spells as (
    select
        fact_complaint_spell.opened_date, fact_complaint_spell.over30_date, fact_complaint_spell.closed_date,
        fact_complaint_spell.forwarded_date, fact_complaint_spell.due_date, fact_complaint_spell.reply_due_date
    from complaints
    join fact_complaint_spell on fact_complaint_spell.complaint_key = complaints.complaint_key
),
days as (
    select received_date as date from complaints
    union
    select acknowledged_date from complaints
    union
    select opened_date from spells
    union
    select over30_date from spells
    union
    select closed_date from spells
    union
    select forwarded_date from spells
    union
    select due_date from spells
    union
    select reply_due_date from spells
)
select days.date
from days
where days.date is not null
order by days.date
