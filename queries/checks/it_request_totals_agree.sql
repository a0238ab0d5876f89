-- title: ยอดคำขอ งานบริการ และชุดข้อมูลรายวันเท่ากับทะเบียน / Daily totals of requests, services and data sets agree
-- grain: one row per quantity whose totals differ
-- unit: stops, requests, services and data sets
-- source: fact_it_request, fact_it_dataset, agg_it_work
-- params:
-- columns: quantity text, of_facts int, of_days int
with
facts as (
    select 'received' as quantity, count(*) as amount from fact_it_request where is_deleted = false
    union all
    select 'finished', count(*) from fact_it_request where is_deleted = false and request_status_code = 'finished'
    union all
    select 'open', count(*)
    from fact_it_request
    where is_deleted = false and request_status_code not in ('finished', 'cancelled')
    union all
    select 'datasets', count(*)
    from fact_it_dataset
    where is_deleted = false and published_date is not null and withdrawn_date is null
),
days as (
    select 'received' as quantity, coalesce(sum(requests_received), 0) as amount from agg_it_work
    union all
    select 'finished', coalesce(sum(requests_finished), 0) from agg_it_work
    union all
    select 'open', coalesce(sum(requests_open), 0) from agg_it_work
    union all
    select 'datasets', coalesce(sum(datasets), 0) from agg_it_work
)
select facts.quantity, cast(facts.amount as bigint) as of_facts, cast(days.amount as bigint) as of_days
from facts
join days on days.quantity = facts.quantity
where facts.amount <> days.amount
order by facts.quantity
