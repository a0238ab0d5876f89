-- title: ค่าเป้าหมายที่ใช้อยู่ทุกตัวชี้วัด / Open targets of every indicator
-- grain: one row per indicator and fiscal year that has a target
-- unit: of each indicator
-- source: ind_target
-- params: from_year int, to_year int
-- columns: target_key int, code text, fiscal_year int, value float?, state text, note text, origin text, author text, valid_from_at timestamp, trajectory text?, rule text?
select
    ind_target.target_key,
    ind_target.code,
    ind_target.fiscal_year,
    ind_target.value,
    ind_target.state,
    ind_target.note,
    ind_target.origin,
    ind_target.author,
    ind_target.valid_from_at,
    ind_target.trajectory,
    ind_target.rule
from ind_target
where ind_target.fiscal_year >= :from_year
    and ind_target.fiscal_year <= :to_year
    and ind_target.valid_to_at is null
order by ind_target.code, ind_target.fiscal_year, ind_target.target_key
