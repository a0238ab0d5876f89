-- title: รายงานระบบรายเดือนที่เปลี่ยนแปลง / Monthly reports of systems changed since
-- grain: one row per system and month, in the order of its last change
-- unit: -
-- source: isd_system_month (ระบบพัฒนางานสารสนเทศ, MariaDB); month_end is a day of the Buddhist Era as text
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, system_id int, month_date text, active_accounts int?, service_minutes int?,
--   down_minutes int?, restore_tested_date text, survey_answers int?, survey_points int?, changed_at text
select
  rep_id as source_id,
  sys_id as system_id,
  month_end as month_date,
  login_users as active_accounts,
  service_min as service_minutes,
  down_min as down_minutes,
  cast(restore_test as char) as restore_tested_date,
  svy_n as survey_answers,
  svy_sum as survey_points,
  cast(updated_at as char) as changed_at
from isd_system_month
where updated_at >= :after_at
  and (updated_at > :after_at or rep_id > :after_id)
order by updated_at, rep_id
limit :page_rows
