-- title: ป้ายที่ไม่ได้รับอนุญาตที่เปลี่ยนแปลง / Signs without a permit changed since
-- grain: one row per finding, in the order of its last change
-- unit: baht
-- source: sgn_illegal (ระบบป้ายชั่วคราวของเทศบาล, MariaDB); nothing about the owner or the officer is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, found_at text?, sign_count int?, org_unit text?, zone text?, place text?, removed_at text?,
--   fined_at text?, fine text?, changed_at text
select
  ill_id as source_id,
  cast(found_date as char) as found_at,
  ill_qty as sign_count,
  dept as org_unit,
  zone as zone,
  place as place,
  cast(rem_date as char) as removed_at,
  cast(fine_date as char) as fined_at,
  fine_amt as fine,
  cast(last_update as char) as changed_at
from sgn_illegal
where last_update >= :after_at
  and (last_update > :after_at or ill_id > :after_id)
order by last_update, ill_id
limit :page_rows
