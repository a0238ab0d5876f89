-- title: ประชากร ณ สิ้นช่วงเวลา / Population at a period's end
-- grain: one row per period that has begun and org_unit, where a population is known by then
-- unit: persons of the nearest org_unit above (or itself) whose population is published; the latest by the period's end
-- source: agg_population, dim_period, dim_org_unit, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, population int
with
periods as materialized (
    select period_id, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
),
-- what each org_unit may be measured by: its own population and that of every org_unit it lies in
known as materialized (
    select
        org_unit_rollup.descendant_key as org_unit_key, agg_population.date, agg_population.population,
        dim_org_unit.depth
    from agg_population
    inner join org_unit_rollup on org_unit_rollup.ancestor_key = agg_population.org_unit_key
    inner join dim_org_unit on dim_org_unit.org_unit_key = agg_population.org_unit_key
    where org_unit_rollup.descendant_key in :org_unit_keys and agg_population.date <= :today
),
ranked as (
    select
        periods.period_id, known.org_unit_key, known.population,
        row_number() over (
            partition by periods.period_id, known.org_unit_key
            order by known.depth desc, known.date desc
        ) as place
    from periods
    inner join known on known.date < periods.ends_on
)
select period_id, org_unit_key, population
from ranked
where place = 1
order by period_id, org_unit_key
