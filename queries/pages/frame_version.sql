-- title: รุ่นของข้อมูลที่แสดง / The data version shown
-- grain: one row, none before the first load
-- unit: none
-- source: etl_data_version
-- params:
-- columns: version int, as_of_at timestamp?, settled_at timestamp?
select
    etl_data_version.version,
    etl_data_version.as_of_at,
    etl_data_version.settled_at
from etl_data_version
where etl_data_version.id = 1
order by etl_data_version.id
