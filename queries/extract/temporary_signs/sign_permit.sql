-- title: คำขอติดตั้งป้ายชั่วคราวที่เปลี่ยนแปลง / Temporary-sign applications changed since
-- grain: one row per application, in the order of its last change
-- unit: baht
-- source: sgn_request (ระบบป้ายชั่วคราวของเทศบาล, MariaDB); no column about the applicant or the officer is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, application_number text?, permit_number text?, applicant_kind int?, submitted_at text?,
--   complete_at text?, due_date text?, decided_at text?, outcome text?, start_date text?, expiry_date text?,
--   sign_count int?, org_unit text?, zone text?, place text?, wording text?, fee float?, deposit float?,
--   paid_at text?, deposit_returned_at text?, deposit_seized_at text?, changed_at text
select
  req_id as source_id,
  req_no as application_number,
  permit_no as permit_number,
  type_id as applicant_kind,
  cast(req_date as char) as submitted_at,
  cast(doc_date as char) as complete_at,
  cast(due_date as char) as due_date,
  cast(approve_date as char) as decided_at,
  approve_status as outcome,
  cast(start_date as char) as start_date,
  cast(end_date as char) as expiry_date,
  sign_qty as sign_count,
  dept as org_unit,
  zone as zone,
  place as place,
  sign_text as wording,
  fee as fee,
  deposit as deposit,
  cast(receipt_date as char) as paid_at,
  cast(return_date as char) as deposit_returned_at,
  cast(seize_date as char) as deposit_seized_at,
  cast(last_update as char) as changed_at
from sgn_request
where last_update >= :after_at
  and (last_update > :after_at or req_id > :after_id)
order by last_update, req_id
limit :page_rows
