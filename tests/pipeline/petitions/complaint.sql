-- title: คำร้องที่เปลี่ยนแปลง / Petitions changed since
-- grain: one row per petition, in the order of its last change
-- unit: -
-- source: petition."Case" with its status and division (PostgreSQL); nothing about the citizen or the officer is read
-- params: after_at text, after_id int, page_rows int
-- columns: source_id int, complaint_number text?, other_reference text?, received_at timestamp?,
--   acknowledged_at timestamp?, first_reply_at timestamp?, due_date date?, closed_at timestamp?, status text?,
--   urgency text?, org_unit text?, category text?, channel text?, area_zone text?, area_community text?,
--   latitude float?, longitude float?, stars int?, reopen_count int?, description text?, place text?,
--   changed_at timestamp
select
  c.id as source_id,
  c.ref as complaint_number,
  null as other_reference,
  c.opened as received_at,
  c.took as acknowledged_at,
  null as first_reply_at,
  c.due as due_date,
  c.closed as closed_at,
  status.name as status,
  null as urgency,
  division.name as org_unit,
  c.topic as category,
  c.channel as channel,
  c.zone as area_zone,
  null as area_community,
  c.lat as latitude,
  c.lng as longitude,
  c.stars as stars,
  null as reopen_count,
  c.subject as description,
  null as place,
  c.updated as changed_at
from petition."Case" as c
join petition.status as status on status.id = c.status_id
left join petition.division as division on division.id = c.division_id
where (c.updated, c.id) > (cast(:after_at as timestamptz), :after_id)
order by c.updated, c.id
limit :page_rows
