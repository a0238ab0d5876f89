-- title: ประเด็นของแผนทุกแผน / Nodes of every plan
-- grain: one row per node of an edition, plans and nodes in their own order
-- unit: none
-- source: ind_plan, ind_plan_node
-- params:
-- columns: plan text, edition text, plan_th text, plan_en text, node text, parent text?, kind text, title_th text, title_en text?
select
    ind_plan.plan,
    ind_plan.edition,
    ind_plan.title_th as plan_th,
    ind_plan.title_en as plan_en,
    ind_plan_node.node,
    ind_plan_node.parent,
    ind_plan_node.kind,
    ind_plan_node.title_th,
    ind_plan_node.title_en
from ind_plan
inner join ind_plan_node
    on ind_plan_node.plan = ind_plan.plan
    and ind_plan_node.edition = ind_plan.edition
order by ind_plan.sort_order, ind_plan.plan, ind_plan.edition, ind_plan_node.sort_order, ind_plan_node.node
