-- title: ไฟล์หลักฐานของค่าที่กรอก / The file of evidence of an entry
-- grain: one row, none where the entry has no file
-- unit: none
-- source: ind_entry
-- params: entry_key int
-- columns: code text, period_id text, file_name text, file_hash text
select ind_entry.code, ind_entry.period_id, ind_entry.file_name, ind_entry.file_hash
from ind_entry
where ind_entry.entry_key = :entry_key and ind_entry.file_hash is not null and ind_entry.file_name is not null
order by ind_entry.entry_key
