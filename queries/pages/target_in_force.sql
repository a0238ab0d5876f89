-- title: ค่าเป้าหมายที่ใช้อยู่ของปีงบประมาณ / The open target of a fiscal year
-- grain: one row, none where the year has no target
-- unit: of the indicator
-- source: ind_target
-- params: code text, fiscal_year int
-- columns: value float?, state text, note text, origin text, author text, valid_from_at timestamp, trajectory text?, rule text?
select
    ind_target.value,
    ind_target.state,
    ind_target.note,
    ind_target.origin,
    ind_target.author,
    ind_target.valid_from_at,
    ind_target.trajectory,
    ind_target.rule
from ind_target
where ind_target.code = :code
    and ind_target.fiscal_year = :fiscal_year
    and ind_target.valid_to_at is null
order by ind_target.valid_from_at desc, ind_target.target_key desc
