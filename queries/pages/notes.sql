-- title: หมายเหตุบนกราฟ / Remarks on a chart
-- grain: one row per remark that stands and is about a day of the stretch
-- unit: none
-- source: ind_note
-- params: subject text, from_date date, to_date date
-- columns: note_key int, date date, text text, author text, written_at timestamp
select
    ind_note.note_key,
    ind_note.date,
    ind_note.text,
    ind_note.author,
    ind_note.written_at
from ind_note
where ind_note.subject = :subject
    and ind_note.date >= :from_date
    and ind_note.date < :to_date
    and ind_note.withdrawn_at is null
order by ind_note.date, ind_note.note_key
