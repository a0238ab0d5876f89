-- title: งานซ่อมรายวัน / Repairs by day
-- grain: one row per day, own org_unit and kind of device on which any of these happened to a repair
-- unit: repairs; accept_seconds and repair_seconds in seconds of work, waited_days in working days, stars in stars, costs in satang
-- source: fact_repair_ticket, fact_repair_status, fact_repair_part
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, device_type_code text, reported int, year_out int, accepted int,
--     accept_seconds int, ended int, finished int, finished_undated int, timed int, repair_seconds int,
--     waited_days int, outside int, rated int, stars int, repeated int, due int, done_by_due int, wait_in int,
--     wait_out int, service_cost_satang int, parts_cost_satang int
with
repairs as materialized (
    select
        repair_ticket_key, source_key, source_id, reported_at, reported_date, reported_day, year_out_date,
        accepted_date, accept_seconds, ended_at, ended_date, ended_day, repair_seconds, due_date, is_done_by_due,
        waited_days, phase, device_type_code, symptom_code, result_code, org_unit_key, asset_id,
        service_cost_satang, stars
    from fact_repair_ticket
    where is_repair = true and is_deleted = false
),
-- the same fault of the same machine, reported within thirty days of a repair that had ended
repeats as (
    select distinct again.repair_ticket_key
    from fact_repair_ticket as again
    join fact_repair_ticket as earlier
        on earlier.source_key = again.source_key and earlier.asset_id = again.asset_id
    where again.reported_date >= :from_date and again.reported_date < :to_date
        and again.is_repair = true and again.is_deleted = false and again.symptom_code <> 'unknown'
        and earlier.symptom_code = again.symptom_code and earlier.reported_at < again.reported_at
        and earlier.phase = 'finished' and earlier.ended_at <= again.reported_at
        and earlier.ended_day >= again.reported_day - 30
        and earlier.is_repair = true and earlier.is_deleted = false
),
waiting as (
    select distinct source_key, ticket_id
    from fact_repair_status
    where status_code = 'waiting_parts' and is_deleted = false
),
statuses as (
    select
        fact_repair_status.status_code, fact_repair_status.occurred_date, repairs.org_unit_key,
        repairs.device_type_code, repairs.ended_date,
        lead(fact_repair_status.occurred_date) over (
            partition by fact_repair_status.source_key, fact_repair_status.ticket_id
            order by fact_repair_status.occurred_at, fact_repair_status.sequence
        ) as next_date
    from waiting
    join fact_repair_status
        on fact_repair_status.source_key = waiting.source_key and fact_repair_status.ticket_id = waiting.ticket_id
    join repairs on repairs.source_key = waiting.source_key and repairs.source_id = waiting.ticket_id
    where fact_repair_status.is_deleted = false
),
-- each stretch of waiting for parts: until the next status, else until the request ended
waits as materialized (
    select
        org_unit_key, device_type_code, occurred_date,
        case
            when coalesce(next_date, ended_date) < occurred_date then occurred_date
            else coalesce(next_date, ended_date)
        end as left_date
    from statuses
    where status_code = 'waiting_parts'
),
events as (
    select
        reported_date as date, org_unit_key, device_type_code,
        1 as reported, 0 as year_out, 0 as accepted, 0 as accept_seconds, 0 as ended, 0 as finished,
        0 as finished_undated, 0 as timed, 0 as repair_seconds, 0 as waited_days, 0 as outside, 0 as rated,
        0 as stars, 0 as repeated, 0 as due, 0 as done_by_due, 0 as wait_in, 0 as wait_out,
        0 as service_cost_satang, 0 as parts_cost_satang
    from repairs
    where reported_date >= :from_date and reported_date < :to_date
    union all
    select
        year_out_date, org_unit_key, device_type_code,
        0, 1 as year_out, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from repairs
    where year_out_date >= :from_date and year_out_date < :to_date
    union all
    select
        accepted_date, org_unit_key, device_type_code,
        0, 0, 1 as accepted, accept_seconds, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from repairs
    where accepted_date >= :from_date and accepted_date < :to_date
    union all
    select
        ended_date, org_unit_key, device_type_code,
        0, 0, 0, 0, 1 as ended, case when phase = 'finished' then 1 else 0 end as finished,
        case when phase = 'finished' and repair_seconds is null then 1 else 0 end as finished_undated,
        case when repair_seconds is not null then 1 else 0 end as timed,
        coalesce(repair_seconds, 0) as repair_seconds,
        case when repair_seconds is not null then waited_days else 0 end as waited_days,
        case when phase = 'finished' and result_code = 'outside' then 1 else 0 end as outside,
        case when phase = 'finished' and stars is not null then 1 else 0 end as rated,
        case when phase = 'finished' and stars is not null then stars else 0 end as stars, 0, 0, 0, 0, 0,
        service_cost_satang, 0
    from repairs
    where ended_date >= :from_date and ended_date < :to_date
    union all
    select
        repairs.reported_date, repairs.org_unit_key, repairs.device_type_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 as repeated, 0, 0, 0, 0, 0, 0
    from repeats
    join repairs on repairs.repair_ticket_key = repeats.repair_ticket_key
    union all
    select
        due_date, org_unit_key, device_type_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 as due,
        case when is_done_by_due = true then 1 else 0 end as done_by_due, 0, 0, 0, 0
    from repairs
    where due_date >= :from_date and due_date < :to_date
        -- cancelled by its due date it is no longer due; cancelled later it was not done in time
        and (phase <> 'excluded' or ended_date > due_date)
    union all
    select
        occurred_date, org_unit_key, device_type_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 as wait_in, 0, 0, 0
    from waits
    where occurred_date >= :from_date and occurred_date < :to_date
    union all
    select
        left_date, org_unit_key, device_type_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 as wait_out, 0, 0
    from waits
    where left_date >= :from_date and left_date < :to_date
    union all
    select
        fact_repair_part.used_date, repairs.org_unit_key, repairs.device_type_code,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        fact_repair_part.quantity * fact_repair_part.unit_price_satang as parts_cost_satang
    from fact_repair_part
    join repairs
        on repairs.source_key = fact_repair_part.source_key and repairs.source_id = fact_repair_part.ticket_id
    where fact_repair_part.used_date >= :from_date and fact_repair_part.used_date < :to_date
        and fact_repair_part.is_deleted = false
)
select
    date, org_unit_key, device_type_code,
    cast(sum(reported) as bigint) as reported,
    cast(sum(year_out) as bigint) as year_out,
    cast(sum(accepted) as bigint) as accepted,
    cast(sum(accept_seconds) as bigint) as accept_seconds,
    cast(sum(ended) as bigint) as ended,
    cast(sum(finished) as bigint) as finished,
    cast(sum(finished_undated) as bigint) as finished_undated,
    cast(sum(timed) as bigint) as timed,
    cast(sum(repair_seconds) as bigint) as repair_seconds,
    cast(sum(waited_days) as bigint) as waited_days,
    cast(sum(outside) as bigint) as outside,
    cast(sum(rated) as bigint) as rated,
    cast(sum(stars) as bigint) as stars,
    cast(sum(repeated) as bigint) as repeated,
    cast(sum(due) as bigint) as due,
    cast(sum(done_by_due) as bigint) as done_by_due,
    cast(sum(wait_in) as bigint) as wait_in,
    cast(sum(wait_out) as bigint) as wait_out,
    cast(sum(service_cost_satang) as bigint) as service_cost_satang,
    cast(sum(parts_cost_satang) as bigint) as parts_cost_satang
from events
group by date, org_unit_key, device_type_code
order by date, org_unit_key, device_type_code
