-- title: ชุดข้อมูลเปิดที่เปลี่ยนแปลง / Open data sets changed since
-- grain: one row per data set, in the order of its last change
-- unit: -
-- source: isd_opendata (ระบบพัฒนางานสารสนเทศ, MariaDB); the publisher is not read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, title text, org_unit text?, published_date text, withdrawn_date text, changed_at text
select
  ds_id as source_id,
  title as title,
  dept_name as org_unit,
  cast(publish_date as char) as published_date,
  cast(withdraw_date as char) as withdrawn_date,
  cast(updated_at as char) as changed_at
from isd_opendata
where updated_at >= :after_at
  and (updated_at > :after_at or ds_id > :after_id)
order by updated_at, ds_id
limit :page_rows
