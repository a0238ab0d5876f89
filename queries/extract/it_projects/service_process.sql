-- title: ความพร้อมของงานบริการที่เปลี่ยนแปลง / Readiness of services by process changed since
-- grain: one row per service and process, in the order of its last change
-- unit: -
-- source: isd_service_process (ระบบพัฒนางานสารสนเทศ, MariaDB); the eight processes are numbered 1 to 8
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, service_id int, process int, readiness text?, ready_date text, changed_at text
select
  sp_id as source_id,
  svc_id as service_id,
  proc_no as process,
  ready as readiness,
  cast(ready_date as char) as ready_date,
  cast(updated_at as char) as changed_at
from isd_service_process
where updated_at >= :after_at
  and (updated_at > :after_at or sp_id > :after_id)
order by updated_at, sp_id
limit :page_rows
