-- title: แผงค้าที่เปลี่ยนแปลง / Stalls changed since
-- grain: one row per stall, in the order of its last change
-- unit: -
-- source: tb_lock, tb_lock_change, tb_market, tb_zone (ระบบถนนคนเดิน, MariaDB)
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, stall_code text?, earlier_code text?, zone text?, width float?, fee text?, has_power int?,
--   opened_date text?, closed_date text?, org_unit text?, changed_at text
select
  tb_lock.lock_id as source_id,
  tb_lock.lock_no as stall_code,
  (
    select tb_lock_change.old_no
    from tb_lock_change
    where tb_lock_change.lock_id = tb_lock.lock_id
    order by tb_lock_change.change_id desc
    limit 1
  ) as earlier_code,
  tb_lock.zone_code as zone,
  tb_lock.width as width,
  cast(tb_lock.price as char) as fee,
  tb_lock.power as has_power,
  cast(tb_lock.start_date as char) as opened_date,
  cast(tb_lock.end_date as char) as closed_date,
  coalesce(nullif(trim(tb_zone.dept_name), ''), tb_market.dept_name) as org_unit,
  cast(tb_lock.updated_at as char) as changed_at
from tb_lock
left join tb_market on tb_market.market_id = tb_lock.market_id
left join tb_zone on upper(trim(tb_zone.zone_code)) = upper(trim(tb_lock.zone_code))
where tb_lock.updated_at >= :after_at
  and (tb_lock.updated_at > :after_at or tb_lock.lock_id > :after_id)
order by tb_lock.updated_at, tb_lock.lock_id
limit :page_rows
