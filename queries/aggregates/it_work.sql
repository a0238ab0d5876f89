-- title: คำขอ งานบริการ และชุดข้อมูลรายวัน / Requests, services and data sets by day
-- grain: one row per day and own org_unit on which any of these changed
-- unit: requests, services and data sets; the last four are net changes: what began less what ended
-- source: fact_it_request, fact_it_service, fact_it_service_process, fact_it_dataset
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, requests_received int, requests_finished int, requests_open int,
--     services_digital int, services_improved int, datasets int
with
-- one finished before it was asked for was finished on that day
requests as (
    select
        org_unit_key, request_status_code, requested_date,
        case when request_status_code not in ('finished', 'cancelled') then null
            when finished_date > requested_date then finished_date else requested_date end as closed_date
    from fact_it_request
    where is_deleted = false
),
-- digital from end to end: the day the last step that the service has became digital; improved: the day the first
-- step beyond finding information did
services as (
    select
        fact_it_service.org_unit_key,
        case when sum(case when fact_it_service_process.readiness_code = 'not_needed' then 0 else 1 end) > 0
            and sum(case when fact_it_service_process.readiness_code in ('none', 'partial') then 1 else 0 end) = 0
            and sum(
                case when fact_it_service_process.readiness_code = 'ready'
                    and fact_it_service_process.ready_date is null then 1 else 0 end
            ) = 0
            then max(
                case when fact_it_service_process.readiness_code = 'ready' then fact_it_service_process.ready_date end
            ) end as digital_date,
        min(
            case when fact_it_service_process.readiness_code = 'ready' and fact_it_service_process.process_code <> 'R1'
                then fact_it_service_process.ready_date end
        ) as improved_date
    from fact_it_service
    join fact_it_service_process
        on fact_it_service_process.source_key = fact_it_service.source_key
        and fact_it_service_process.service_id = fact_it_service.source_id
        and fact_it_service_process.is_deleted = false
    where fact_it_service.is_deleted = false
    group by fact_it_service.source_key, fact_it_service.source_id, fact_it_service.org_unit_key
),
changes as (
    select requested_date as date, org_unit_key, 'requests_received' as part, 1 as amount
    from requests
    union all
    select requested_date, org_unit_key, 'requests_open', 1 from requests
    union all
    select closed_date, org_unit_key, 'requests_open', -1 from requests where closed_date is not null
    union all
    select closed_date, org_unit_key, 'requests_finished', 1 from requests where request_status_code = 'finished'
    union all
    select digital_date, org_unit_key, 'services_digital', 1 from services where digital_date is not null
    union all
    select improved_date, org_unit_key, 'services_improved', 1 from services where improved_date is not null
    union all
    select published_date, org_unit_key, 'datasets', 1
    from fact_it_dataset
    where is_deleted = false and published_date is not null
    union all
    select case when withdrawn_date > published_date then withdrawn_date else published_date end,
        org_unit_key, 'datasets', -1
    from fact_it_dataset
    where is_deleted = false and published_date is not null and withdrawn_date is not null
)
select
    date, org_unit_key,
    cast(sum(case when part = 'requests_received' then amount else 0 end) as bigint) as requests_received,
    cast(sum(case when part = 'requests_finished' then amount else 0 end) as bigint) as requests_finished,
    cast(sum(case when part = 'requests_open' then amount else 0 end) as bigint) as requests_open,
    cast(sum(case when part = 'services_digital' then amount else 0 end) as bigint) as services_digital,
    cast(sum(case when part = 'services_improved' then amount else 0 end) as bigint) as services_improved,
    cast(sum(case when part = 'datasets' then amount else 0 end) as bigint) as datasets
from changes
where date >= :from_date and date < :to_date
group by date, org_unit_key
order by date, org_unit_key
