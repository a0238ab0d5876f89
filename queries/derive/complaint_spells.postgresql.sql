-- title: ช่วงที่เรื่องค้างอยู่ / Spells in which complaints were open
-- grain: one row per touched, counted complaint and spell (receipt opens the first, each reopening the next)
-- unit: dates, whole days
-- source: stg_touched, fact_complaint, fact_complaint_status, dim_date
-- params:
-- columns: complaint_key int, spell_number int, org_unit_key int, category_key int, opened_date date,
--     over30_date date?, closed_date date?, outcome text?, closed_basis text?, open_days int?, is_reopened bool,
--     is_last bool, stars int?, forwarded_date date?, due_date date?, is_done_by_due bool?, reply_due_date date?,
--     is_replied_in_time bool?
with
complaints as (
    select
        fact_complaint.complaint_key, fact_complaint.source_key, fact_complaint.source_id,
        fact_complaint.org_unit_key, fact_complaint.category_key,
        fact_complaint.received_at, fact_complaint.received_date, fact_complaint.received_day,
        fact_complaint.first_reply_date, fact_complaint.due_date, fact_complaint.phase,
        fact_complaint.reopen_count, fact_complaint.stars,
        cast(fact_complaint.closed_at at time zone 'Asia/Bangkok' as date) as header_closed_date
    from stg_touched
    join fact_complaint
        on fact_complaint.source_key = stg_touched.source_key
        and fact_complaint.source_id = stg_touched.source_id
    where fact_complaint.is_counted = true and fact_complaint.is_deleted = false
),
-- receipt is the first event; what is dated before it counts as at receipt
events as (
    select
        complaint_key, received_at as happened_at, 0 as is_status, 0 as sequence, received_date as event_date,
        0 as is_closing, 'open' as phase, 0 as is_forwarded
    from complaints
    union all
    select
        complaints.complaint_key,
        case
            when fact_complaint_status.occurred_at < complaints.received_at then complaints.received_at
            else fact_complaint_status.occurred_at
        end as happened_at,
        1 as is_status,
        fact_complaint_status.sequence,
        case
            when fact_complaint_status.occurred_date < complaints.received_date then complaints.received_date
            else fact_complaint_status.occurred_date
        end as event_date,
        case when fact_complaint_status.phase = 'open' then 0 else 1 end as is_closing,
        fact_complaint_status.phase,
        case when fact_complaint_status.status_code = 'forwarded' then 1 else 0 end as is_forwarded
    from complaints
    join fact_complaint_status
        on fact_complaint_status.source_key = complaints.source_key
        and fact_complaint_status.complaint_id = complaints.source_id
    where fact_complaint_status.is_deleted = false
),
walked as (
    select
        complaint_key, happened_at, is_status, sequence, event_date, is_closing, phase,
        lag(is_closing) over (partition by complaint_key order by happened_at, is_status, sequence) as was_closing,
        max(case when is_closing = 1 then event_date end) over (partition by complaint_key) as last_closing_date,
        min(case when is_forwarded = 1 then event_date end) over (partition by complaint_key) as forwarded_date,
        max(is_closing) over (
            partition by complaint_key order by happened_at, is_status, sequence
            rows between current row and unbounded following
        ) as is_closed_later
    from events
),
-- where open turns to closed or back. The header wins for the present: a reopening at the very end of the history
-- of a closed complaint counts only where the header's own closing is not before it
turns as (
    select
        walked.complaint_key, walked.happened_at, walked.is_status, walked.sequence, walked.event_date, walked.is_closing,
        walked.phase, walked.last_closing_date, walked.forwarded_date
    from walked
    join complaints on complaints.complaint_key = walked.complaint_key
    where (walked.was_closing is null or walked.was_closing <> walked.is_closing)
        and (
            walked.is_status = 0 or walked.is_closed_later = 1 or complaints.phase = 'open'
            or complaints.header_closed_date >= walked.event_date
        )
),
stretches as (
    select
        complaint_key, is_closing, event_date as opened_date, last_closing_date, forwarded_date,
        lead(event_date) over (partition by complaint_key order by happened_at, is_status, sequence) as turn_date,
        lead(phase) over (partition by complaint_key order by happened_at, is_status, sequence) as turn_phase,
        lead(event_date, 2) over (partition by complaint_key order by happened_at, is_status, sequence) as next_opened_date,
        row_number() over (partition by complaint_key, is_closing order by happened_at, is_status, sequence) as spell_number
    from turns
),
spells as (
    select
        fact_complaint.complaint_key, stretches.spell_number, fact_complaint.org_unit_key, fact_complaint.category_key,
        fact_complaint.received_date, fact_complaint.received_day, fact_complaint.due_date, fact_complaint.first_reply_date,
        fact_complaint.reopen_count, fact_complaint.stars,
        stretches.opened_date, stretches.next_opened_date, stretches.forwarded_date,
        case
            when stretches.next_opened_date is not null then stretches.turn_date
            when fact_complaint.phase = 'open' then null
            when cast(fact_complaint.closed_at at time zone 'Asia/Bangkok' as date) >= stretches.opened_date then cast(fact_complaint.closed_at at time zone 'Asia/Bangkok' as date)
            when stretches.last_closing_date is not null then stretches.last_closing_date
            when cast(fact_complaint.first_seen_at at time zone 'Asia/Bangkok' as date) > stretches.opened_date then cast(fact_complaint.first_seen_at at time zone 'Asia/Bangkok' as date)
            else stretches.opened_date
        end as closed_date,
        case
            when stretches.next_opened_date is not null then stretches.turn_phase
            when fact_complaint.phase <> 'open' then fact_complaint.phase
        end as outcome,
        case
            when stretches.next_opened_date is not null then 'history'
            when fact_complaint.phase = 'open' then null
            when cast(fact_complaint.closed_at at time zone 'Asia/Bangkok' as date) >= stretches.opened_date then 'source'
            when stretches.last_closing_date is not null then 'history'
            else 'unknown'
        end as closed_basis
    from stretches
    join fact_complaint on fact_complaint.complaint_key = stretches.complaint_key
    where stretches.is_closing = 0
),
-- the one spell that holds the state at the end of the due date, and of the 15th day for the reply; not where the
-- complaint had been excluded by then
judged as (
    select
        spells.complaint_key, spells.spell_number, spells.org_unit_key, spells.category_key, spells.received_day,
        spells.opened_date, spells.next_opened_date, spells.closed_date, spells.outcome, spells.closed_basis,
        spells.reopen_count, spells.stars, spells.forwarded_date, spells.first_reply_date,
        day31.date as day31_date,
        max(case when spells.outcome = 'finished' then spells.spell_number end)
            over (partition by spells.complaint_key) as last_finished,
        case
            when (spells.spell_number = 1 or spells.opened_date <= spells.due_date)
                and (spells.next_opened_date is null or spells.next_opened_date > spells.due_date)
                and (spells.closed_date is null or spells.closed_date > spells.due_date or spells.outcome = 'finished')
            then spells.due_date
        end as due_date,
        case
            when (spells.next_opened_date is null or spells.next_opened_date > day15.date)
                and (spells.spell_number = 1 or spells.opened_date <= day15.date)
                and (spells.closed_date is null or spells.closed_date > day15.date or spells.outcome = 'finished')
            then day15.date
        end as reply_due_date
    from spells
    left join dim_date as day15 on day15.day = spells.received_day + 15
    left join dim_date as day31 on day31.day = spells.received_day + 31
)
select
    judged.complaint_key, judged.spell_number, judged.org_unit_key, judged.category_key, judged.opened_date,
    case
        when judged.closed_date <= judged.opened_date or judged.closed_date <= judged.day31_date then null
        when judged.day31_date > judged.opened_date then judged.day31_date
        else judged.opened_date
    end as over30_date,
    judged.closed_date, judged.outcome, judged.closed_basis,
    case
        when judged.outcome = 'finished' and judged.closed_basis <> 'unknown'
        then closing.day - judged.received_day
    end as open_days,
    (judged.spell_number > 1 or (judged.next_opened_date is null and judged.reopen_count > 0)) as is_reopened,
    (judged.next_opened_date is null) as is_last,
    case when judged.spell_number = judged.last_finished then judged.stars end as stars,
    case when judged.spell_number = 1 then judged.forwarded_date end as forwarded_date,
    judged.due_date,
    case
        when judged.due_date is not null
        then (judged.outcome = 'finished' and judged.closed_date is not null and judged.closed_date <= judged.due_date)
    end as is_done_by_due,
    judged.reply_due_date,
    case
        when judged.reply_due_date is not null
        then (judged.first_reply_date is not null and judged.first_reply_date <= judged.reply_due_date)
    end as is_replied_in_time
from judged
left join dim_date as closing on closing.date = judged.closed_date
order by judged.complaint_key, judged.spell_number
