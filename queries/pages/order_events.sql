-- title: ประวัติข้อสั่งการ / What happened to an order
-- grain: one row per thing that happened, in order
-- unit: none
-- source: ind_order_event
-- params: order_key int
-- columns: event_key int, what text, text text, link text?, before text?, after text?, author text, at timestamp
select
    ind_order_event.event_key,
    ind_order_event.what,
    ind_order_event.text,
    ind_order_event.link,
    ind_order_event.before,
    ind_order_event.after,
    ind_order_event.author,
    ind_order_event.at
from ind_order_event
where ind_order_event.order_key = :order_key
order by ind_order_event.event_key
