-- title: ประวัติสถานะคำร้องที่บันทึกเพิ่ม / Status history of complaints written since
-- grain: one row per line of the status log, in the order it was written
-- unit: -
-- source: tb_complaint_status_log (ระบบคำร้องของเทศบาล, MariaDB); the officer's name is not read
-- params: after_at text, after_id int, page_rows int
-- columns: complaint_id int, sequence int, occurred_at text?, status text?, changed_at text
select
  complaint_id as complaint_id,
  log_id as sequence,
  cast(change_date as char) as occurred_at,
  new_status as status,
  cast(created_at as char) as changed_at
from tb_complaint_status_log
where created_at >= :after_at
  and (created_at > :after_at or log_id > :after_id)
order by created_at, log_id
limit :page_rows
