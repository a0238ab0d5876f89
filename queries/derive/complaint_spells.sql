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
-- cross join: SQLite then reads the few touched ones first, whatever it believes about the tables' sizes
complaints as materialized (
    select
        fact_complaint.complaint_key, fact_complaint.source_key, fact_complaint.source_id,
        fact_complaint.received_at, fact_complaint.received_date
    from stg_touched
    cross join fact_complaint
    where fact_complaint.source_key = stg_touched.source_key
        and fact_complaint.source_id = stg_touched.source_id
        and fact_complaint.is_counted = true and fact_complaint.is_deleted = false
),
-- closings and forwardings; what a history dates before receipt counts as at receipt
marks as materialized (
    select
        complaints.complaint_key, fact_complaint_status.sequence, fact_complaint_status.phase,
        case
            when fact_complaint_status.occurred_at < complaints.received_at then complaints.received_at
            else fact_complaint_status.occurred_at
        end as happened_at,
        case
            when fact_complaint_status.occurred_date < complaints.received_date then complaints.received_date
            else fact_complaint_status.occurred_date
        end as event_date
    from complaints
    join fact_complaint_status
        on fact_complaint_status.source_key = complaints.source_key
        and fact_complaint_status.complaint_id = complaints.source_id
    where (fact_complaint_status.phase <> 'open' or fact_complaint_status.status_code = 'forwarded')
        and fact_complaint_status.is_deleted = false
),
histories as materialized (
    select
        complaint_key,
        min(case when phase <> 'open' then happened_at end) as first_closing_at,
        max(case when phase <> 'open' then event_date end) as last_closing_date,
        min(case when phase = 'open' then event_date end) as forwarded_date
    from marks
    group by complaint_key
),
-- few complaints are ever opened again; only their histories are walked
returns as materialized (
    select
        complaints.complaint_key, fact_complaint_status.sequence, fact_complaint_status.phase,
        case
            when fact_complaint_status.occurred_at < complaints.received_at then complaints.received_at
            else fact_complaint_status.occurred_at
        end as happened_at,
        case
            when fact_complaint_status.occurred_date < complaints.received_date then complaints.received_date
            else fact_complaint_status.occurred_date
        end as event_date
    from histories
    join complaints on complaints.complaint_key = histories.complaint_key
    join fact_complaint_status
        on fact_complaint_status.source_key = complaints.source_key
        and fact_complaint_status.complaint_id = complaints.source_id
    where fact_complaint_status.phase = 'open' and fact_complaint_status.is_deleted = false
        and (
            fact_complaint_status.occurred_at >= histories.first_closing_at
            or complaints.received_at = histories.first_closing_at
        )
),
events as (
    select complaint_key, happened_at, sequence, event_date, phase, 0 as is_closing
    from returns
    union all
    select complaint_key, happened_at, sequence, event_date, phase, 1 as is_closing
    from marks
    where phase <> 'open' and complaint_key in (select complaint_key from returns)
),
walked as (
    select
        complaint_key, happened_at, sequence, event_date, phase, is_closing,
        lag(is_closing, 1, 0) over (partition by complaint_key order by happened_at, sequence) as was_closing
    from events
),
-- where open turns to closed, and back
turns as (
    select
        complaint_key, event_date, phase, is_closing,
        row_number() over (partition by complaint_key order by happened_at, sequence) as turn_number,
        lead(is_closing) over (partition by complaint_key order by happened_at, sequence) as next_is_closing
    from walked
    where is_closing <> was_closing
),
-- the header wins for the present: a reopening at the very end of a closed complaint's history counts only where the
-- header's own closing is not before it
kept as (
    select turns.complaint_key, turns.event_date, turns.phase, turns.is_closing, turns.turn_number
    from turns
    join fact_complaint on fact_complaint.complaint_key = turns.complaint_key
    where turns.is_closing = 1 or turns.next_is_closing = 1 or fact_complaint.phase = 'open'
        or date(fact_complaint.closed_at, '+7 hours') >= turns.event_date
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
openings as materialized (
    select
        stretches.complaint_key, stretches.number + 1 as spell_number, stretches.event_date as opened_date,
        stretches.next_date as turn_date, stretches.next_phase as turn_phase,
        stretches.next_but_one_date as next_opened_date,
        case when stretches.turn_number + 1 = stretches.last_finished_turn then 1 else 0 end as is_last_finished
    from stretches
    where stretches.is_closing = 0
    union all
    select
        stretches.complaint_key, 1, complaints.received_date, stretches.event_date, stretches.phase,
        stretches.next_date, case when stretches.last_finished_turn = 1 then 1 else 0 end
    from stretches
    join complaints on complaints.complaint_key = stretches.complaint_key
    where stretches.turn_number = 1
    union all
    select complaint_key, 1, received_date, null, null, null, 0
    from complaints
    where complaint_key not in (select complaint_key from stretches)
),
headed as materialized (
    select
        openings.complaint_key, openings.spell_number, openings.opened_date, openings.next_opened_date,
        openings.turn_date, openings.turn_phase, openings.is_last_finished,
        histories.last_closing_date, histories.forwarded_date,
        fact_complaint.org_unit_key, fact_complaint.category_key, fact_complaint.received_day,
        fact_complaint.due_date, fact_complaint.first_reply_date, fact_complaint.phase,
        fact_complaint.reopen_count, fact_complaint.stars,
        date(fact_complaint.closed_at, '+7 hours') as header_closed_date,
        date(fact_complaint.closed_seen_at, '+7 hours') as first_seen_date
    from openings
    join fact_complaint on fact_complaint.complaint_key = openings.complaint_key
    left join histories on histories.complaint_key = openings.complaint_key
),
spells as materialized (
    select
        complaint_key, spell_number, opened_date, next_opened_date, is_last_finished, forwarded_date, org_unit_key,
        category_key, received_day, due_date, first_reply_date, phase, reopen_count, stars,
        case
            when next_opened_date is not null then turn_date
            when phase = 'open' then null
            when header_closed_date >= opened_date then header_closed_date
            when last_closing_date is not null then last_closing_date
            when first_seen_date > opened_date then first_seen_date
            else opened_date
        end as closed_date,
        case
            when next_opened_date is not null then turn_phase
            when phase <> 'open' then phase
        end as outcome,
        case
            when next_opened_date is not null then 'history'
            when phase = 'open' then null
            when header_closed_date >= opened_date then 'source'
            when last_closing_date is not null then 'history'
            else 'unknown'
        end as closed_basis
    from headed
),
-- the one spell that holds the state at the end of the due date, and of the 15th day for the reply; not where the
-- complaint had been excluded by then
judged as (
    select
        spells.complaint_key, spells.spell_number, spells.org_unit_key, spells.category_key, spells.received_day,
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
order by judged.complaint_key, judged.spell_number
