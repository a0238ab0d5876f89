-- title: นิยามตัวชี้วัดที่ใช้อยู่ / Definitions in force
-- grain: one row per indicator
-- unit: none
-- source: ind_definition
-- params: codes text[]
-- columns: code text, version int, kind text, body text, origin text, author text, valid_from_at timestamp
select
    ind_definition.code,
    ind_definition.version,
    ind_definition.kind,
    ind_definition.body,
    ind_definition.origin,
    ind_definition.author,
    ind_definition.valid_from_at
from ind_definition
where ind_definition.valid_to_at is null
    and ind_definition.code in :codes
order by ind_definition.code
