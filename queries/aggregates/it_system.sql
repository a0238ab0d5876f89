-- title: ระบบสารสนเทศรายวัน / Information systems by day
-- grain: one row per day and own org_unit on which any of these changed
-- unit: systems, accounts, minutes, answers and points; the first eight are net changes: what began less what ended
-- source: fact_it_system, fact_it_system_month, fact_it_integration
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, in_use int, in_house int, mis int, personal int, ropa int, integrated int,
--     restored int, active_accounts int, service_minutes int, down_minutes int, survey_answers int, survey_points int
with
-- from its first day of service (or its entry in the inventory, where that is not known) until it is retired
systems as (
    select
        source_key, source_id as system_id, org_unit_key, origin_code, system_kind_code, personal_data_code, ropa_date,
        coalesce(live_date, registered_date) as starts,
        case when retired_date is not null then retired_date
            when stage_code = 'retired' then coalesce(live_date, registered_date) end as ends
    from fact_it_system
    where is_deleted = false and (live_date is not null or stage_code in ('in_service', 'maintenance', 'retired'))
),
months as (
    select
        systems.org_unit_key, fact_it_system_month.month_date, fact_it_system_month.lapses_date,
        fact_it_system_month.active_accounts, fact_it_system_month.service_minutes,
        fact_it_system_month.down_minutes, fact_it_system_month.survey_answers, fact_it_system_month.survey_points
    from fact_it_system_month
    join systems
        on systems.source_key = fact_it_system_month.source_key
        and systems.system_id = fact_it_system_month.system_id
    where fact_it_system_month.is_deleted = false
),
-- stretches that may overlap: several exchanges of one system, several tests within a year
held as (
    select source_key, system_id, 'integrated' as part, working_from_date as starts, ended_date as ends
    from fact_it_integration
    where is_deleted = false and working_from_date is not null
    union all
    select source_key, system_id, 'restored', restore_tested_date, restore_lapses_date
    from fact_it_system_month
    where is_deleted = false and restore_tested_date is not null
),
-- only while the system is in use
held_in_use as (
    select
        systems.source_key, systems.system_id, systems.org_unit_key, held.part,
        case when held.starts > systems.starts then held.starts else systems.starts end as starts,
        case when held.ends is null or held.ends > systems.ends then systems.ends else held.ends end as ends
    from held
    join systems on systems.source_key = held.source_key and systems.system_id = held.system_id
),
steps as (
    select source_key, system_id, org_unit_key, part, starts as date, 1 as step
    from held_in_use
    where ends is null or ends > starts
    union all
    select source_key, system_id, org_unit_key, part, ends, -1
    from held_in_use
    where ends > starts
),
days as (
    select source_key, system_id, org_unit_key, part, date, sum(step) as step
    from steps
    group by source_key, system_id, org_unit_key, part, date
),
depths as (
    select
        org_unit_key, part, date, step,
        sum(step) over (partition by source_key, system_id, part order by date) as depth
    from days
),
stretches as (
    select org_unit_key, 'in_use' as part, starts, ends, 1 as amount
    from systems
    union all
    select org_unit_key, 'in_house', starts, ends, 1 from systems where origin_code = 'in_house'
    union all
    select org_unit_key, 'mis', starts, ends, 1 from systems where system_kind_code = 'mis'
    union all
    select org_unit_key, 'personal', starts, ends, 1 from systems where personal_data_code = 'yes'
    union all
    select org_unit_key, 'ropa', case when ropa_date > starts then ropa_date else starts end, ends, 1
    from systems
    where personal_data_code = 'yes' and ropa_date is not null
    union all
    select org_unit_key, 'active_accounts', month_date, lapses_date, active_accounts
    from months
    where active_accounts is not null
),
changes as (
    select starts as date, org_unit_key, part, amount
    from stretches
    where ends is null or ends > starts
    union all
    select ends, org_unit_key, part, -amount from stretches where ends > starts
    union all
    select date, org_unit_key, part, case when depth = 0 then -1 else 1 end
    from depths
    where (depth > 0 and depth - step = 0) or (depth = 0 and step < 0)
    union all
    select month_date, org_unit_key, 'service_minutes', service_minutes from months where service_minutes is not null
    union all
    select month_date, org_unit_key, 'down_minutes', coalesce(down_minutes, 0)
    from months
    where service_minutes is not null
    union all
    select month_date, org_unit_key, 'survey_answers', survey_answers from months where survey_points is not null
    union all
    select month_date, org_unit_key, 'survey_points', survey_points from months where survey_answers is not null
)
select
    date, org_unit_key,
    cast(sum(case when part = 'in_use' then amount else 0 end) as bigint) as in_use,
    cast(sum(case when part = 'in_house' then amount else 0 end) as bigint) as in_house,
    cast(sum(case when part = 'mis' then amount else 0 end) as bigint) as mis,
    cast(sum(case when part = 'personal' then amount else 0 end) as bigint) as personal,
    cast(sum(case when part = 'ropa' then amount else 0 end) as bigint) as ropa,
    cast(sum(case when part = 'integrated' then amount else 0 end) as bigint) as integrated,
    cast(sum(case when part = 'restored' then amount else 0 end) as bigint) as restored,
    cast(sum(case when part = 'active_accounts' then amount else 0 end) as bigint) as active_accounts,
    cast(sum(case when part = 'service_minutes' then amount else 0 end) as bigint) as service_minutes,
    cast(sum(case when part = 'down_minutes' then amount else 0 end) as bigint) as down_minutes,
    cast(sum(case when part = 'survey_answers' then amount else 0 end) as bigint) as survey_answers,
    cast(sum(case when part = 'survey_points' then amount else 0 end) as bigint) as survey_points
from changes
where date >= :from_date and date < :to_date
group by date, org_unit_key
order by date, org_unit_key
