-- title: นิยามตัวชี้วัดที่ใช้อยู่และวันที่เริ่มเป็นตัวชี้วัด / Definitions in force and since when each is an indicator
-- grain: one row per indicator
-- unit: none
-- source: ind_definition
-- params:
-- columns: code text, body text, first_at timestamp
select
    ind_definition.code,
    ind_definition.body,
    (
        select min(earlier.valid_from_at)
        from ind_definition as earlier
        where earlier.code = ind_definition.code
    ) as first_at
from ind_definition
where ind_definition.valid_to_at is null
order by ind_definition.code
