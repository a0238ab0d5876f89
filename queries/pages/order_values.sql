-- title: ค่าตัวชี้วัดของข้อสั่งการ ตั้งแต่งวดที่สั่งการ / Values of orders' indicators from their own period on
-- grain: one row per order and period of the same grain that ends no earlier than its own
-- unit: of each indicator
-- source: ind_order, dim_period, ind_value
-- params: order_keys int[]
-- columns: order_key int, period_id text, grain text, starts_on date, ends_on date, label_th text, label_en text, value float?, target float?, target_state text?, status text
select
    ind_order.order_key,
    later.period_id,
    later.grain,
    later.starts_on,
    later.ends_on,
    later.label_th,
    later.label_en,
    ind_value.value,
    ind_value.target,
    ind_value.target_state,
    ind_value.status
from ind_order
inner join dim_period as own on own.period_id = ind_order.period_id
inner join dim_period as later on later.grain = own.grain and later.ends_on >= own.ends_on
inner join ind_value
    on ind_value.period_id = later.period_id
    and ind_value.org_unit_key = ind_order.from_org_unit_key
    and ind_value.code = ind_order.code
where ind_order.order_key in :order_keys
order by ind_order.order_key, later.ends_on, later.starts_on, later.period_id
