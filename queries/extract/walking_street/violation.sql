-- title: การฝ่าฝืนระเบียบที่เปลี่ยนแปลง / Violations changed since
-- grain: one row per violation, in the order of its last change
-- unit: -
-- source: tb_violation, tb_market, tb_zone (ระบบถนนคนเดิน, MariaDB); the officer's name is not read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, occurred_at text?, kind text?, zone text?, stall_code text?, action text?, detail text?,
--   org_unit text?, changed_at text
select
  tb_violation.violation_id as source_id,
  cast(tb_violation.found_date as char) as occurred_at,
  tb_violation.kind as kind,
  tb_violation.zone_code as zone,
  tb_violation.lock_no as stall_code,
  tb_violation.action as action,
  tb_violation.detail as detail,
  coalesce(nullif(trim(tb_zone.dept_name), ''), tb_market.dept_name) as org_unit,
  cast(tb_violation.updated_at as char) as changed_at
from tb_violation
left join tb_market on tb_market.market_id = tb_violation.market_id
left join tb_zone on upper(trim(tb_zone.zone_code)) = upper(trim(tb_violation.zone_code))
where tb_violation.updated_at >= :after_at
  and (tb_violation.updated_at > :after_at or tb_violation.violation_id > :after_id)
order by tb_violation.updated_at, tb_violation.violation_id
limit :page_rows
