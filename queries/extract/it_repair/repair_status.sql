-- title: ประวัติสถานะใบแจ้งซ่อมที่บันทึกเพิ่ม / Status history of repair requests written since
-- grain: one row per line of the log, in the order it was written
-- unit: -
-- source: hd_job_log (ระบบแจ้งซ่อมคอมพิวเตอร์ของเทศบาล, MariaDB); the officer's name is not read
-- params: after_at text, after_id int, page_rows int
-- columns: ticket_id int, sequence int, occurred_at text?, status text?, changed_at text
select
  job_id as ticket_id,
  log_id as sequence,
  cast(log_date as char) as occurred_at,
  status_code as status,
  cast(created_at as char) as changed_at
from hd_job_log
where created_at >= :after_at
  and (created_at > :after_at or log_id > :after_id)
order by created_at, log_id
limit :page_rows
