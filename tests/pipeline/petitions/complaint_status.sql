-- title: ประวัติสถานะคำร้องที่บันทึกเพิ่ม / Status history of petitions written since
-- grain: one row per change of status, in the order it was written
-- unit: -
-- source: petition.status_change, petition.status (PostgreSQL); who made it is not read
-- params: after_at text, after_id int, page_rows int
-- columns: complaint_id int, sequence int, occurred_at timestamp, status text, changed_at timestamp
select
  change.case_id as complaint_id,
  change.id as sequence,
  change.at as occurred_at,
  status.name as status,
  change.at as changed_at
from petition.status_change as change
join petition.status as status on status.id = change.status_id
where (change.at, change.id) > (cast(:after_at as timestamptz), :after_id)
order by change.at, change.id
limit :page_rows
