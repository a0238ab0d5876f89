-- title: ระบบของข้อมูลตั้งต้นแต่ละตัว / The contract of each measure
-- grain: one row per measure
-- unit: none
-- source: ind_measure
-- params:
-- columns: measure text, contract text
select
    ind_measure.measure,
    ind_measure.contract
from ind_measure
order by ind_measure.measure
