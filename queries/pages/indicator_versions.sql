-- title: รุ่นของนิยามตัวชี้วัด / Versions of one definition
-- grain: one row per version, the newest first
-- unit: none
-- source: ind_definition
-- params: code text
-- columns: definition_key int, version int, body text, origin text, author text, reason text, valid_from_at timestamp, valid_to_at timestamp?
select
    ind_definition.definition_key,
    ind_definition.version,
    ind_definition.body,
    ind_definition.origin,
    ind_definition.author,
    ind_definition.reason,
    ind_definition.valid_from_at,
    ind_definition.valid_to_at
from ind_definition
where ind_definition.code = :code
order by ind_definition.version desc
