-- title: ค่าเป้าหมายที่ใช้อยู่ของปีงบประมาณ ทุกตัวชี้วัด / Open targets of a fiscal year
-- grain: one row per indicator with a target of the year
-- unit: of each indicator
-- source: ind_target
-- params: fiscal_year int
-- columns: code text, value float?, state text, rule text?
select ind_target.code, ind_target.value, ind_target.state, ind_target.rule
from ind_target
where ind_target.fiscal_year = :fiscal_year and ind_target.valid_to_at is null
order by ind_target.code
