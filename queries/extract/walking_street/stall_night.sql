-- title: การจอง เช็คอิน และชำระเงินที่เปลี่ยนแปลง / Stall-nights changed since
-- grain: one row per booking of a stall for a night, in the order of its last change
-- unit: -
-- source: tb_booking, tb_lock, tb_lock_change, tb_market_day, tb_market, tb_zone (ระบบถนนคนเดิน, MariaDB); no name or telephone is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, booking_number text?, night_id int?, night_date text?, zone text?, stall text?,
--   stall_code text?, vendor text?, vendor_type text?, booking_status text?, booked_at text?, notified_at text?,
--   checked_in_at text?, fee text?, due_date text?, paid text?, paid_at text?, pay_method text?, sales int?,
--   product text?, org_unit text?, changed_at text
select
  tb_booking.booking_id as source_id,
  tb_booking.booking_code as booking_number,
  tb_booking.day_id as night_id,
  cast(tb_booking.sale_date as char) as night_date,
  tb_booking.zone_code as zone,
  -- the stall that had this code that night: renamed later, has it still, or the clerk kept to the old code
  coalesce(
    (
      select cast(tb_lock_change.lock_id as char)
      from tb_lock_change
      where tb_lock_change.old_no = replace(tb_booking.lock_no, ' ', '')
        and tb_lock_change.change_date > tb_booking.sale_date
      order by tb_lock_change.change_date, tb_lock_change.change_id
      limit 1
    ),
    (
      select cast(tb_lock.lock_id as char)
      from tb_lock
      where tb_lock.lock_no = replace(tb_booking.lock_no, ' ', '')
      order by tb_lock.lock_id
      limit 1
    ),
    (
      select cast(tb_lock_change.lock_id as char)
      from tb_lock_change
      where tb_lock_change.old_no = replace(tb_booking.lock_no, ' ', '')
      order by tb_lock_change.change_date desc, tb_lock_change.change_id desc
      limit 1
    ),
    tb_booking.lock_no
  ) as stall,
  tb_booking.lock_no as stall_code,
  tb_booking.vendor_code as vendor,
  tb_booking.vendor_type as vendor_type,
  tb_booking.status as booking_status,
  cast(tb_booking.created_at as char) as booked_at,
  cast(tb_booking.notify_at as char) as notified_at,
  cast(tb_booking.checkin_at as char) as checked_in_at,
  cast(tb_booking.price as char) as fee,
  cast(tb_booking.due_date as char) as due_date,
  tb_booking.payment as paid,
  cast(tb_booking.paid_at as char) as paid_at,
  tb_booking.pay_type as pay_method,
  tb_booking.sale_amount as sales,
  tb_booking.product_name as product,
  coalesce(nullif(trim(tb_zone.dept_name), ''), tb_market.dept_name) as org_unit,
  cast(tb_booking.updated_at as char) as changed_at
from tb_booking
left join tb_market_day on tb_market_day.day_id = tb_booking.day_id
left join tb_market on tb_market.market_id = tb_market_day.market_id
left join tb_zone on upper(trim(tb_zone.zone_code)) = upper(trim(tb_booking.zone_code))
where tb_booking.updated_at >= :after_at
  and (tb_booking.updated_at > :after_at or tb_booking.booking_id > :after_id)
order by tb_booking.updated_at, tb_booking.booking_id
limit :page_rows
