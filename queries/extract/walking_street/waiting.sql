-- title: คิวรอแผงค้าที่เปลี่ยนแปลง / The queue for stalls changed since
-- grain: one row per request for a stall, in the order of its last change
-- unit: -
-- source: tb_queue, tb_market, tb_zone (ระบบถนนคนเดิน, MariaDB); no name, telephone or id is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, requested_at text?, zone text?, vendor_type text?, waiting_status text?, called_at text?,
--   ended_at text?, org_unit text?, changed_at text
select
  tb_queue.queue_id as source_id,
  cast(tb_queue.request_date as char) as requested_at,
  tb_queue.zone_code as zone,
  tb_queue.vendor_type as vendor_type,
  tb_queue.status as waiting_status,
  cast(tb_queue.call_date as char) as called_at,
  cast(tb_queue.end_date as char) as ended_at,
  coalesce(nullif(trim(tb_zone.dept_name), ''), tb_market.dept_name) as org_unit,
  cast(tb_queue.updated_at as char) as changed_at
from tb_queue
left join tb_market on tb_market.market_id = tb_queue.market_id
left join tb_zone on upper(trim(tb_zone.zone_code)) = upper(trim(tb_queue.zone_code))
where tb_queue.updated_at >= :after_at
  and (tb_queue.updated_at > :after_at or tb_queue.queue_id > :after_id)
order by tb_queue.updated_at, tb_queue.queue_id
limit :page_rows
