-- title: วันที่ปิดไม่ก่อนวันที่เปิด / A spell closes on or after its opening
-- grain: one row per spell of a touched day that closes before it opens
-- unit: stops, spells
-- source: fact_complaint_spell, etl_touched
-- params:
-- columns: complaint_key int, spell_number int, opened_date date, closed_date date
select complaint_key, spell_number, opened_date, closed_date
from fact_complaint_spell
where closed_date < opened_date and closed_date in (select date from etl_touched)
order by complaint_key, spell_number
