-- title: ผู้ค้าที่เปลี่ยนแปลง / Vendors changed since
-- grain: one row per vendor, in the order of its last change
-- unit: -
-- source: tb_vendor, tb_market (ระบบถนนคนเดิน, MariaDB); no name, telephone, id or remark is read
-- params: after_at text, after_id int, page_rows int
-- columns: vendor text?, entry_number int, vendor_type text?, vendor_status text?, community text?, registered_date text?,
--   ended_date text?, org_unit text?, changed_at text
select
  tb_vendor.vendor_code as vendor,
  tb_vendor.vendor_id as entry_number,
  tb_vendor.vendor_type as vendor_type,
  tb_vendor.status as vendor_status,
  tb_vendor.community_name as community,
  tb_vendor.reg_date as registered_date,
  tb_vendor.end_date as ended_date,
  tb_market.dept_name as org_unit,
  cast(tb_vendor.updated_at as char) as changed_at
from tb_vendor
left join tb_market on tb_market.market_id = tb_vendor.market_id
where tb_vendor.updated_at >= :after_at
  and (tb_vendor.updated_at > :after_at or tb_vendor.vendor_id > :after_id)
order by tb_vendor.updated_at, tb_vendor.vendor_id
limit :page_rows
