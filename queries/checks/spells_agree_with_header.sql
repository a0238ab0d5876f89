-- title: เรื่องที่ปิดแล้วไม่มีช่วงค้าง และเรื่องที่ยังเปิดมี / The last spell is open exactly where the complaint is
-- grain: one row per complaint, open or closed on a touched day, whose last spell says otherwise
-- unit: stops, complaints
-- source: fact_complaint, fact_complaint_spell, etl_touched
-- params:
-- columns: complaint_key int, phase text, spell_number int, closed_date date?
with
faults as (
    select
        fact_complaint.complaint_key, fact_complaint.phase, fact_complaint_spell.spell_number,
        fact_complaint_spell.closed_date
    from fact_complaint_spell
    join fact_complaint on fact_complaint.complaint_key = fact_complaint_spell.complaint_key
    where fact_complaint_spell.closed_date is null
        and (fact_complaint.phase <> 'open' or fact_complaint_spell.is_last = false)
    union all
    select
        fact_complaint.complaint_key, fact_complaint.phase, fact_complaint_spell.spell_number,
        fact_complaint_spell.closed_date
    from fact_complaint_spell
    join fact_complaint on fact_complaint.complaint_key = fact_complaint_spell.complaint_key
    where fact_complaint_spell.closed_date in (select date from etl_touched)
        and fact_complaint_spell.is_last = true and fact_complaint.phase = 'open'
)
select complaint_key, phase, spell_number, closed_date
from faults
order by complaint_key, spell_number
