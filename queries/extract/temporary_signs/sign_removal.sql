-- title: การรื้อถอนป้ายที่เปลี่ยนแปลง / Removals of permitted signs changed since
-- grain: one row per removal, in the order of its last change
-- unit: -
-- source: sgn_remove (ระบบป้ายชั่วคราวของเทศบาล, MariaDB); the officer's name and the note are not read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, permit_id int, removed_at text?, sign_count int?, removed_by text?, changed_at text
select
  rem_id as source_id,
  req_id as permit_id,
  cast(rem_date as char) as removed_at,
  rem_qty as sign_count,
  rem_by as removed_by,
  cast(last_update as char) as changed_at
from sgn_remove
where last_update >= :after_at
  and (last_update > :after_at or rem_id > :after_id)
order by last_update, rem_id
limit :page_rows
