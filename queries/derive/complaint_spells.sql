-- title: ช่วงที่เรื่องค้างอยู่ / Spells in which complaints were open
-- grain: one row per touched, counted complaint and spell (receipt opens the first, each reopening the next)
-- unit: dates, whole days
-- source: stg_touched, fact_complaint, complaint_history, fact_complaint_status, dim_date
-- params:
-- columns: complaint_key int, spell_number int, org_unit_key int, category_key int, area_key int, opened_date date,
--     over30_date date?, closed_date date?, outcome text?, closed_basis text?, open_days int?, is_reopened bool,
--     is_last bool, stars int?, forwarded_date date?, due_date date?, is_done_by_due bool?, reply_due_date date?,
--     is_replied_in_time bool?
with
-- cross join: SQLite then reads the few touched ones first, whatever it believes about the tables' sizes
-- what a history dates before receipt counts as at receipt
headers as materialized (
    select
        fact_complaint.complaint_key, fact_complaint.source_key, fact_complaint.source_id,
        fact_complaint.received_at, fact_complaint.received_date, fact_complaint.received_day,
        fact_complaint.org_unit_key, fact_complaint.category_key, fact_complaint.area_key, fact_complaint.due_date,
        fact_complaint.first_reply_date, fact_complaint.phase, fact_complaint.reopen_count, fact_complaint.stars,
        fact_complaint.closed_date as header_closed_date, fact_complaint.closed_seen_date,
        case
            when complaint_history.first_closing_date < fact_complaint.received_date then fact_complaint.received_date
            else complaint_history.first_closing_date
        end as first_closing_date,
        case
            when complaint_history.forwarded_date < fact_complaint.received_date then fact_complaint.received_date
            else complaint_history.forwarded_date
        end as forwarded_date,
        case
            when complaint_history.first_closing_at is null or complaint_history.last_open_at is null then 0
            when complaint_history.last_open_at >= complaint_history.first_closing_at
                and complaint_history.last_open_at >= fact_complaint.received_at then 1
            when complaint_history.first_closing_at <= fact_complaint.received_at then 1
            else 0
        end as is_returned
    from stg_touched
    cross join fact_complaint
    left join complaint_history
        on complaint_history.source_key = fact_complaint.source_key
        and complaint_history.complaint_id = fact_complaint.source_id
    where fact_complaint.source_key = stg_touched.source_key
        and fact_complaint.source_id = stg_touched.source_id
        and fact_complaint.is_counted = true and fact_complaint.is_deleted = false
),
-- few complaints are ever opened again; only their histories are walked
events as (
    select
        headers.complaint_key, fact_complaint_status.sequence, fact_complaint_status.phase,
        case
            when fact_complaint_status.occurred_at < headers.received_at then headers.received_at
            else fact_complaint_status.occurred_at
        end as happened_at,
        case
            when fact_complaint_status.occurred_date < headers.received_date then headers.received_date
            else fact_complaint_status.occurred_date
        end as event_date,
        case when fact_complaint_status.phase = 'open' then 0 else 1 end as is_closing,
        headers.phase as header_phase, headers.header_closed_date
    from headers
    join fact_complaint_status
        on fact_complaint_status.source_key = headers.source_key
        and fact_complaint_status.complaint_id = headers.source_id
    where headers.is_returned = 1 and fact_complaint_status.is_deleted = false
),
walked as (
    select
        complaint_key, happened_at, sequence, event_date, phase, is_closing, header_phase, header_closed_date,
        lag(is_closing, 1, 0) over (partition by complaint_key order by happened_at, sequence) as was_closing
    from events
),
-- where open turns to closed, and back
turns as (
    select
        complaint_key, event_date, phase, is_closing, header_phase, header_closed_date,
        row_number() over (partition by complaint_key order by happened_at, sequence) as turn_number,
        lead(is_closing) over (partition by complaint_key order by happened_at, sequence) as next_is_closing
    from walked
    where is_closing <> was_closing
),
-- the header wins for the present: a reopening at the very end of a closed complaint's history counts only where the
-- header's own closing is not before it
kept as (
    select complaint_key, event_date, phase, is_closing, turn_number
    from turns
    where is_closing = 1 or next_is_closing = 1 or header_phase = 'open' or header_closed_date >= event_date
),
linked as (
    select
        complaint_key, event_date, phase, is_closing, turn_number,
        lead(event_date) over (partition by complaint_key order by turn_number) as next_date,
        lead(phase) over (partition by complaint_key order by turn_number) as next_phase,
        lead(event_date, 2) over (partition by complaint_key order by turn_number) as next_but_one_date,
        row_number() over (partition by complaint_key, is_closing order by turn_number) as number
    from kept
),
stretches as materialized (
    select
        complaint_key, event_date, phase, is_closing, turn_number, next_date, next_phase, next_but_one_date, number,
        max(case when is_closing = 1 and phase = 'finished' and next_date is not null then turn_number end)
            over (partition by complaint_key) as last_finished_turn
    from linked
),
-- one row per spell: when it opened, when and how the history closed it, when the next one opened
openings as (
    select
        complaint_key, number + 1 as spell_number, event_date as opened_date, next_date as turn_date,
        next_phase as turn_phase, next_but_one_date as next_opened_date,
        case when turn_number + 1 = last_finished_turn then 1 else 0 end as is_last_finished
    from stretches
    where is_closing = 0
    union all
    select
        complaint_key, 1, null, event_date, phase, next_date, case when last_finished_turn = 1 then 1 else 0 end
    from stretches
    where turn_number = 1
),
spells as (
    select
        headers.complaint_key, headers.org_unit_key, headers.category_key, headers.area_key, headers.received_day, headers.due_date,
        headers.first_reply_date, headers.phase, headers.reopen_count, headers.stars, headers.forwarded_date,
        coalesce(openings.spell_number, 1) as spell_number,
        coalesce(openings.opened_date, headers.received_date) as opened_date,
        openings.next_opened_date, coalesce(openings.is_last_finished, 0) as is_last_finished,
        case
            when openings.next_opened_date is not null then openings.turn_date
            when headers.phase = 'open' then null
            when headers.header_closed_date >= coalesce(openings.opened_date, headers.received_date)
                then headers.header_closed_date
            -- a closing that is only said again closes nothing: the first since the case was last open counts
            when openings.turn_date is not null then openings.turn_date
            when headers.first_closing_date is not null then headers.first_closing_date
            when headers.closed_seen_date > coalesce(openings.opened_date, headers.received_date)
                then headers.closed_seen_date
            else coalesce(openings.opened_date, headers.received_date)
        end as closed_date,
        case
            when openings.next_opened_date is not null then openings.turn_phase
            when headers.phase <> 'open' then headers.phase
        end as outcome,
        case
            when openings.next_opened_date is not null then 'history'
            when headers.phase = 'open' then null
            when headers.header_closed_date >= coalesce(openings.opened_date, headers.received_date) then 'source'
            when headers.first_closing_date is not null then 'history'
            else 'unknown'
        end as closed_basis
    from headers
    left join openings on openings.complaint_key = headers.complaint_key
),
-- the one spell that holds the state at the end of the due date, and of the 15th day for the reply; not where the
-- complaint had been excluded by then
judged as (
    select
        spells.complaint_key, spells.spell_number, spells.org_unit_key, spells.category_key, spells.area_key,
        spells.received_day,
        spells.opened_date, spells.next_opened_date, spells.closed_date, spells.outcome, spells.closed_basis,
        spells.phase, spells.is_last_finished, spells.reopen_count, spells.stars, spells.forwarded_date,
        spells.first_reply_date, day31.date as day31_date,
        case
            when (spells.spell_number = 1 or spells.opened_date <= spells.due_date)
                and (spells.next_opened_date is null or spells.next_opened_date > spells.due_date)
                and (spells.closed_date is null or spells.closed_date > spells.due_date or spells.outcome = 'finished')
            then spells.due_date
        end as due_date,
        case
            when (spells.spell_number = 1 or spells.opened_date <= day15.date)
                and (spells.next_opened_date is null or spells.next_opened_date > day15.date)
                and (spells.closed_date is null or spells.closed_date > day15.date or spells.outcome = 'finished')
            then day15.date
        end as reply_due_date
    from spells
    left join dim_date as day15 on day15.day = spells.received_day + 15
    left join dim_date as day31 on day31.day = spells.received_day + 31
)
select
    judged.complaint_key, judged.spell_number, judged.org_unit_key, judged.category_key, judged.area_key,
    judged.opened_date,
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
    case
        when judged.next_opened_date is null and judged.phase = 'finished' then judged.stars
        when judged.next_opened_date is not null and judged.phase <> 'finished' and judged.is_last_finished = 1
            then judged.stars
    end as stars,
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
