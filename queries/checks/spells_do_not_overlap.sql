-- title: ช่วงค้างของเรื่องเดียวกันไม่ซ้อนกัน / Spells of one complaint do not overlap
-- grain: one row per later spell that opens on a touched day before its forerunner has closed, or has none
-- unit: stops, spells
-- source: fact_complaint_spell, etl_touched
-- params:
-- columns: complaint_key int, spell_number int, opened_date date, earlier_closed_date date?
select
    later.complaint_key, later.spell_number, later.opened_date, earlier.closed_date as earlier_closed_date
from fact_complaint_spell as later
left join fact_complaint_spell as earlier
    on earlier.complaint_key = later.complaint_key and earlier.spell_number = later.spell_number - 1
where later.spell_number > 1 and later.opened_date in (select date from etl_touched)
    and (earlier.closed_date is null or earlier.closed_date > later.opened_date)
order by later.complaint_key, later.spell_number
