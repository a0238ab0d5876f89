-- title: ผลประเมินรายปีที่เปลี่ยนแปลง / Yearly assessments changed since
-- grain: one row per item and fiscal year, in the order of its last change
-- unit: -
-- source: isd_assessment (ระบบพัฒนางานสารสนเทศ, MariaDB); the assessor is not read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, item text, fiscal_year text, value text?, assessed_date text, changed_at text
select
  as_id as source_id,
  item_code as item,
  fiscal_year as fiscal_year,
  cast(result as char) as value,
  cast(assess_date as char) as assessed_date,
  cast(updated_at as char) as changed_at
from isd_assessment
where updated_at >= :after_at
  and (updated_at > :after_at or as_id > :after_id)
order by updated_at, as_id
limit :page_rows
