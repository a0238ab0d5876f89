-- title: ข้อมูลตั้งต้นและแบบสอบถามที่ให้ค่า / Measures and the query each comes from
-- grain: one row per measure asked for
-- unit: none
-- source: ind_measure
-- params: measures text[]
-- columns: measure text, contract text, kind text, unit text, query text, title_th text, title_en text
select
    ind_measure.measure,
    ind_measure.contract,
    ind_measure.kind,
    ind_measure.unit,
    ind_measure.query,
    ind_measure.title_th,
    ind_measure.title_en
from ind_measure
where ind_measure.measure in :measures
order by ind_measure.query, ind_measure.measure
