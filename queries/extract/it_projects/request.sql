-- title: คำขอพัฒนาระบบที่เปลี่ยนแปลง / Requests for development changed since
-- grain: one row per request, in the order of its last change
-- unit: -
-- source: isd_request (ระบบพัฒนางานสารสนเทศ, MariaDB); neither who asked nor who builds is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, request_number text?, org_unit text?, title text?, request_kind text?, request_status text,
--   requested_at text, due_date text, finished_at text, person_days text?, budget text?, changed_at text
select
  req_id as source_id,
  req_no as request_number,
  dept_name as org_unit,
  title as title,
  req_type as request_kind,
  status as request_status,
  cast(req_date as char) as requested_at,
  cast(due_date as char) as due_date,
  cast(done_date as char) as finished_at,
  cast(man_day as char) as person_days,
  budget as budget,
  cast(updated_at as char) as changed_at
from isd_request
where updated_at >= :after_at
  and (updated_at > :after_at or req_id > :after_id)
order by updated_at, req_id
limit :page_rows
