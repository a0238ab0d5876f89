-- title: งานแจ้งซ่อมตามอาการ / Repairs by symptom
-- grain: one row per symptom that was reported
-- unit: repairs
-- source: fact_repair_ticket, dim_word, org_unit_rollup
-- params: from_date date, to_date date, org_unit_key int
-- columns: code text, name_th text, name_en text, reported int
select
    fact_repair_ticket.symptom_code as code, dim_word.name_th, dim_word.name_en, cast(count(*) as bigint) as reported
from fact_repair_ticket
join org_unit_rollup
    on org_unit_rollup.descendant_key = fact_repair_ticket.org_unit_key
    and org_unit_rollup.ancestor_key = :org_unit_key
join dim_word on dim_word.vocabulary = 'repair_symptom' and dim_word.code = fact_repair_ticket.symptom_code
where fact_repair_ticket.reported_date >= :from_date and fact_repair_ticket.reported_date < :to_date
    and fact_repair_ticket.is_repair = true and fact_repair_ticket.is_deleted = false
group by fact_repair_ticket.symptom_code, dim_word.name_th, dim_word.name_en
order by reported desc, code
