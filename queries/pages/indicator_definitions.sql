-- title: นิยามของตัวชี้วัดทุกตัว / Every definition in force
-- grain: one row per indicator
-- unit: none
-- source: ind_definition
-- params:
-- columns: definition_key int, code text, version int, body text, origin text, author text, reason text, valid_from_at timestamp
select
    ind_definition.definition_key,
    ind_definition.code,
    ind_definition.version,
    ind_definition.body,
    ind_definition.origin,
    ind_definition.author,
    ind_definition.reason,
    ind_definition.valid_from_at
from ind_definition
where ind_definition.valid_to_at is null
order by ind_definition.code, ind_definition.version
