-- title: การทดสอบค่าคาดการณ์ย้อนหลัง / The back-test of a forecast
-- grain: one row per past fiscal year and number of its months known
-- unit: of the indicator
-- source: ind_backtest
-- params: code text, org_unit_key int
-- columns: fiscal_year int, month int, forecast float, naive float, actual float
select
    ind_backtest.fiscal_year,
    ind_backtest.month,
    ind_backtest.forecast,
    ind_backtest.naive,
    ind_backtest.actual
from ind_backtest
where ind_backtest.code = :code
    and ind_backtest.org_unit_key = :org_unit_key
order by ind_backtest.fiscal_year, ind_backtest.month
