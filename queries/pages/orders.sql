-- title: ข้อสั่งการและแผนพัฒนาปรับปรุง / Orders and improvement plans
-- grain: one row per order in one of the states, of one indicator and one owner or of all
-- unit: of each indicator
-- source: ind_order, ind_order_event, dim_org_unit, dim_period
-- params: states text[], code text, owner_key int
-- columns: order_key int, kind text, code text?, period_id text?, period_th text?, period_en text?, from_org_unit_key int, from_code text, from_th text, from_en text, owner_org_unit_key int, owner_code text, owner_th text, owner_en text, owner_person text?, title text, body text, due_date date, state text, value float?, given_by text, given_at timestamp, changed_at timestamp, version int, answer text?, answer_link text?, answered_by text?, answered_at timestamp?
with last_answer as (
    select
        ind_order_event.order_key,
        max(ind_order_event.event_key) as event_key
    from ind_order_event
    where ind_order_event.what = 'answered'
    group by ind_order_event.order_key
)

select
    ind_order.order_key,
    ind_order.kind,
    ind_order.code,
    ind_order.period_id,
    dim_period.label_th as period_th,
    dim_period.label_en as period_en,
    ind_order.from_org_unit_key,
    whose.code as from_code,
    whose.name_th as from_th,
    whose.name_en as from_en,
    ind_order.owner_org_unit_key,
    owner.code as owner_code,
    owner.name_th as owner_th,
    owner.name_en as owner_en,
    ind_order.owner_person,
    ind_order.title,
    ind_order.body,
    ind_order.due_date,
    ind_order.state,
    ind_order.value,
    ind_order.given_by,
    ind_order.given_at,
    ind_order.changed_at,
    ind_order.version,
    answer.text as answer,
    answer.link as answer_link,
    answer.author as answered_by,
    answer.at as answered_at
from ind_order
inner join dim_org_unit as owner on owner.org_unit_key = ind_order.owner_org_unit_key
inner join dim_org_unit as whose on whose.org_unit_key = ind_order.from_org_unit_key
left join dim_period on dim_period.period_id = ind_order.period_id
left join last_answer on last_answer.order_key = ind_order.order_key
left join ind_order_event as answer on answer.event_key = last_answer.event_key
where ind_order.state in :states
    and (:code = '' or ind_order.code = :code)
    and (:owner_key = 0 or ind_order.owner_org_unit_key = :owner_key)
order by ind_order.due_date, ind_order.order_key
