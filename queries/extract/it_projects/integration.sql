-- title: การเชื่อมโยงข้อมูลที่เปลี่ยนแปลง / Data exchanges changed since
-- grain: one row per data exchange, in the order of its last change
-- unit: -
-- source: isd_integration (ระบบพัฒนางานสารสนเทศ, MariaDB); no column about the contact is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, system_id int, partner text?, method text?, working_from_date text, ended_date text,
--   changed_at text
select
  link_id as source_id,
  sys_id as system_id,
  partner as partner,
  method as method,
  cast(start_date as char) as working_from_date,
  cast(end_date as char) as ended_date,
  cast(updated_at as char) as changed_at
from isd_integration
where updated_at >= :after_at
  and (updated_at > :after_at or link_id > :after_id)
order by updated_at, link_id
limit :page_rows
