-- title: แผงที่เปิดขายไม่เกินแผงที่เปิดให้จอง / No more stalls traded than could be booked
-- grain: one row per touched day and zone on which more did
-- unit: warns, stalls
-- source: agg_market_zone, etl_touched
-- params:
-- columns: date date, org_unit_key int, zone_code text, traded int, available int
select date, org_unit_key, zone_code, stalls_traded as traded, stalls_available as available
from agg_market_zone
where date in (select date from etl_touched) and stalls_traded > stalls_available
order by date, org_unit_key, zone_code
