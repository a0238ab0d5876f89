-- title: งานบริการที่เปลี่ยนแปลง / Public services changed since
-- grain: one row per public service, in the order of its last change
-- unit: -
-- source: isd_service (ระบบพัฒนางานสารสนเทศ, MariaDB); the officer is not read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, name text, org_unit text?, changed_at text
select
  svc_id as source_id,
  svc_name as name,
  dept_name as org_unit,
  cast(updated_at as char) as changed_at
from isd_service
where updated_at >= :after_at
  and (updated_at > :after_at or svc_id > :after_id)
order by updated_at, svc_id
limit :page_rows
