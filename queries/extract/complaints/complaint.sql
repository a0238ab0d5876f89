-- title: คำร้องที่เปลี่ยนแปลง / Complaints changed since
-- grain: one row per complaint, in the order of its last change
-- unit: -
-- source: tb_complaint (ระบบคำร้องของเทศบาล, MariaDB); no column about the complainant or the officer is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, complaint_number text?, other_reference text?, received_at text?, acknowledged_at text?,
--   first_reply_at text?, due_date text?, closed_at text?, status text?, urgency int?, org_unit text?, category text?,
--   channel text?, area_zone text?, area_community text?, latitude float?, longitude float?, stars int?,
--   reopen_count int?, description text?, place text?, changed_at text
select
  complaint_id as source_id,
  complaint_no as complaint_number,
  traffy_ref as other_reference,
  cast(receive_date as char) as received_at,
  cast(accept_date as char) as acknowledged_at,
  cast(reply_date as char) as first_reply_at,
  cast(due_date as char) as due_date,
  cast(finish_date as char) as closed_at,
  status_code as status,
  urgency as urgency,
  dept_name as org_unit,
  cat_name as category,
  channel_name as channel,
  zone_name as area_zone,
  community_name as area_community,
  lat as latitude,
  lon as longitude,
  star as stars,
  reopen_count as reopen_count,
  detail as description,
  place as place,
  cast(updated_at as char) as changed_at
from tb_complaint
where updated_at >= :after_at
  and (updated_at > :after_at or complaint_id > :after_id)
order by updated_at, complaint_id
limit :page_rows
