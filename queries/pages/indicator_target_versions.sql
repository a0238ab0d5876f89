-- title: ค่าเป้าหมายของตัวชี้วัดทุกรุ่น / Targets of one indicator, closed ones too
-- grain: one row per version, by year, the newest first
-- unit: of the indicator
-- source: ind_target
-- params: code text
-- columns: target_key int, fiscal_year int, value float?, state text, note text, origin text, author text, valid_from_at timestamp, valid_to_at timestamp?, trajectory text?, rule text?
select
    ind_target.target_key,
    ind_target.fiscal_year,
    ind_target.value,
    ind_target.state,
    ind_target.note,
    ind_target.origin,
    ind_target.author,
    ind_target.valid_from_at,
    ind_target.valid_to_at,
    ind_target.trajectory,
    ind_target.rule
from ind_target
where ind_target.code = :code
order by ind_target.fiscal_year, ind_target.target_key desc
