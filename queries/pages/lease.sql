-- title: ใครกำลังเขียนคลังข้อมูล / Who is writing the warehouse
-- grain: one row per lease that somebody holds
-- unit: none
-- source: etl_lease
-- params:
-- columns: name text, holder text, expires_at timestamp?
select
    etl_lease.name,
    etl_lease.holder,
    etl_lease.expires_at
from etl_lease
where etl_lease.holder is not null
order by etl_lease.name
