-- title: เรื่องที่นับทุกเรื่องมีช่วงค้าง และเรื่องที่ไม่นับไม่มี / Counted complaints have a spell from receipt, others none
-- grain: one row per complaint received on a touched day that breaks this
-- unit: stops, complaints
-- source: fact_complaint, fact_complaint_spell, etl_touched
-- params:
-- columns: complaint_key int, is_counted bool, is_deleted bool, opened_date date?
select
    fact_complaint.complaint_key, fact_complaint.is_counted, fact_complaint.is_deleted,
    fact_complaint_spell.opened_date
from fact_complaint
left join fact_complaint_spell
    on fact_complaint_spell.complaint_key = fact_complaint.complaint_key and fact_complaint_spell.spell_number = 1
where fact_complaint.received_date in (select date from etl_touched)
    and case
        when fact_complaint.is_counted = true and fact_complaint.is_deleted = false
            then fact_complaint_spell.opened_date is null
                or fact_complaint_spell.opened_date <> fact_complaint.received_date
        else fact_complaint_spell.opened_date is not null
    end
order by fact_complaint.complaint_key
