-- title: การตรวจข้อมูลที่ไม่ผ่าน / Checks that found rows
-- grain: one row per check of the last settling that found rows
-- unit: rows
-- source: etl_check_failure
-- params:
-- columns: check_name text, stops bool, rows_found int, examples text, run_key int, found_at timestamp, contract text
select
    etl_check_failure.check_name,
    etl_check_failure.stops,
    etl_check_failure.rows_found,
    etl_check_failure.examples,
    etl_check_failure.run_key,
    etl_check_failure.found_at,
    etl_check_failure.contract
from etl_check_failure
order by etl_check_failure.stops desc, etl_check_failure.check_name
