-- title: ยอดงานซ่อมรายวันเท่ากับใบแจ้งซ่อม / Daily totals of repairs equal the requests
-- grain: one row per quantity whose totals differ
-- unit: stops, repairs and satang
-- source: fact_repair_ticket, fact_repair_part, agg_repair_day
-- params:
-- columns: quantity text, of_facts int, of_days int
with
repairs as (
    select source_key, source_id, phase, ended_date, due_date, service_cost_satang
    from fact_repair_ticket
    where is_repair = true and is_deleted = false
),
facts as (
    select 'reported' as quantity, count(*) as amount from repairs
    union all
    select 'open', count(*) from repairs where phase = 'open'
    union all
    select 'finished', count(*) from repairs where phase = 'finished'
    union all
    select 'due', count(*)
    from repairs
    where due_date is not null and (phase <> 'excluded' or ended_date > due_date)
    union all
    select 'service cost', coalesce(sum(service_cost_satang), 0) from repairs where ended_date is not null
    union all
    select 'parts cost', coalesce(sum(fact_repair_part.quantity * fact_repair_part.unit_price_satang), 0)
    from fact_repair_part
    join repairs
        on repairs.source_key = fact_repair_part.source_key and repairs.source_id = fact_repair_part.ticket_id
    where fact_repair_part.is_deleted = false
),
days as (
    select
        coalesce(sum(reported), 0) as reported, coalesce(sum(ended), 0) as ended,
        coalesce(sum(finished), 0) as finished, coalesce(sum(due), 0) as due,
        coalesce(sum(service_cost_satang), 0) as service_cost, coalesce(sum(parts_cost_satang), 0) as parts_cost
    from agg_repair_day
),
sides as (
    select
        facts.quantity, facts.amount as of_facts,
        case facts.quantity
            when 'reported' then days.reported
            when 'open' then days.reported - days.ended
            when 'finished' then days.finished
            when 'due' then days.due
            when 'service cost' then days.service_cost
            else days.parts_cost
        end as of_days
    from facts
    cross join days
)
select quantity, cast(of_facts as bigint) as of_facts, cast(of_days as bigint) as of_days
from sides
where of_facts <> of_days
order by quantity
