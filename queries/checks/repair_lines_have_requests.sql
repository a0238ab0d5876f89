-- title: ประวัติและอะไหล่ทุกแถวมีใบแจ้งซ่อมของตน / Every status and part belongs to a request, accepted or refused
-- grain: one row per request id that has statuses or parts, but is no request
-- unit: warns, request ids
-- source: fact_repair_status, fact_repair_part, fact_repair_ticket, etl_reject, dim_source
-- params:
-- columns: source_key int, ticket_id text
with
named as (
    select source_key, ticket_id from fact_repair_status where is_deleted = false
    union
    select source_key, ticket_id from fact_repair_part where is_deleted = false
)
select named.source_key, named.ticket_id
from named
join dim_source on dim_source.source_key = named.source_key
left join fact_repair_ticket
    on fact_repair_ticket.source_key = named.source_key and fact_repair_ticket.source_id = named.ticket_id
left join etl_reject
    on etl_reject.source_name = dim_source.name and etl_reject.source_id = named.ticket_id
    and etl_reject.entity = 'repair_ticket'
where fact_repair_ticket.repair_ticket_key is null and etl_reject.reject_key is null
order by named.source_key, named.ticket_id
