-- title: จำนวนแผงที่เปิดให้จองที่เปลี่ยนแปลง / Zones of nights changed since
-- grain: one row per zone of a night, in the order of its last change
-- unit: -
-- source: tb_market_day_zone, tb_market_day, tb_market, tb_zone (ระบบถนนคนเดิน, MariaDB)
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, night_id int?, night_date text?, zone text?, stalls_available int?, org_unit text?,
--   changed_at text
select
  tb_market_day_zone.id as source_id,
  tb_market_day_zone.day_id as night_id,
  cast(tb_market_day.sale_date as char) as night_date,
  tb_market_day_zone.zone_code as zone,
  tb_market_day_zone.available_lock as stalls_available,
  coalesce(nullif(trim(tb_zone.dept_name), ''), tb_market.dept_name) as org_unit,
  cast(tb_market_day_zone.updated_at as char) as changed_at
from tb_market_day_zone
left join tb_market_day on tb_market_day.day_id = tb_market_day_zone.day_id
left join tb_market on tb_market.market_id = tb_market_day.market_id
left join tb_zone on upper(trim(tb_zone.zone_code)) = upper(trim(tb_market_day_zone.zone_code))
where tb_market_day_zone.updated_at >= :after_at
  and (tb_market_day_zone.updated_at > :after_at or tb_market_day_zone.id > :after_id)
order by tb_market_day_zone.updated_at, tb_market_day_zone.id
limit :page_rows
