-- title: ค่าเป้าหมายที่ใช้อยู่ของตัวชี้วัดทุกตัว / Every open target
-- grain: one row per indicator and fiscal year
-- unit: of each indicator
-- source: ind_target
-- params:
-- columns: code text, fiscal_year int, value float?, state text, origin text, author text, valid_from_at timestamp, trajectory text?, rule text?
select
    ind_target.code,
    ind_target.fiscal_year,
    ind_target.value,
    ind_target.state,
    ind_target.origin,
    ind_target.author,
    ind_target.valid_from_at,
    ind_target.trajectory,
    ind_target.rule
from ind_target
where ind_target.valid_to_at is null
order by ind_target.code, ind_target.fiscal_year, ind_target.target_key
