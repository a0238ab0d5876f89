-- title: โหนดของแผนทุกฉบับ / Nodes of the plans' trees
-- grain: one row per node of an edition, in the tree's order
-- unit: none
-- source: ind_plan_node
-- params:
-- columns: plan text, edition text, node text, parent text?, kind text, title_th text, title_en text?, body text
select
    ind_plan_node.plan, ind_plan_node.edition, ind_plan_node.node, ind_plan_node.parent, ind_plan_node.kind,
    ind_plan_node.title_th, ind_plan_node.title_en, ind_plan_node.body
from ind_plan_node
order by ind_plan_node.plan, ind_plan_node.edition, ind_plan_node.sort_order
