-- title: ครั้งที่จัดที่เปลี่ยนแปลง / Market nights changed since
-- grain: one row per night of the calendar, in the order of its last change
-- unit: -
-- source: tb_market_day, tb_market (ระบบถนนคนเดิน, MariaDB)
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, night_date text?, night_status text?, cancel_reason text?, weather text?, visitors int?,
--   count_method text?, stage_shows int?, note text?, org_unit text?, changed_at text
select
  tb_market_day.day_id as source_id,
  cast(tb_market_day.sale_date as char) as night_date,
  tb_market_day.status as night_status,
  tb_market_day.cancel_reason as cancel_reason,
  tb_market_day.weather as weather,
  tb_market_day.visitor as visitors,
  tb_market_day.count_method as count_method,
  tb_market_day.stage_show as stage_shows,
  tb_market_day.remark as note,
  tb_market.dept_name as org_unit,
  cast(tb_market_day.updated_at as char) as changed_at
from tb_market_day
left join tb_market on tb_market.market_id = tb_market_day.market_id
where tb_market_day.updated_at >= :after_at
  and (tb_market_day.updated_at > :after_at or tb_market_day.day_id > :after_id)
order by tb_market_day.updated_at, tb_market_day.day_id
limit :page_rows
