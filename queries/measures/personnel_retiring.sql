-- title: บุคลากรที่จะเกษียณสิ้นปีงบประมาณ / Personnel: who retires at the end of the fiscal year
-- grain: one row per period (month or longer, moving windows, like-for-like pairs) and org_unit with anybody
-- unit: people in service at the period's end (or today) who retire on 30 September of the fiscal year it ends in
-- source: agg_staff_retirement, dim_period, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, staff_retiring_end int
with
periods as materialized (
    select period_id, ends_on, fiscal_year
    from dim_period
    where period_id in :period_ids and starts_on <= :today and grain not in ('day', 'week')
),
units as materialized (
    select ancestor_key, descendant_key
    from org_unit_rollup
    where ancestor_key in :org_unit_keys
),
changes as materialized (
    select
        agg_staff_retirement.date, agg_staff_retirement.retire_fiscal_year, units.ancestor_key as org_unit_key,
        cast(sum(agg_staff_retirement.staff_change) as bigint) as staff_change
    from agg_staff_retirement
    join units on units.descendant_key = agg_staff_retirement.org_unit_key
    where agg_staff_retirement.date <= :today
        and agg_staff_retirement.retire_fiscal_year in (select fiscal_year from periods)
    group by agg_staff_retirement.date, agg_staff_retirement.retire_fiscal_year, units.ancestor_key
)
select periods.period_id, changes.org_unit_key, cast(sum(changes.staff_change) as bigint) as staff_retiring_end
from periods
join changes on changes.retire_fiscal_year = periods.fiscal_year and changes.date < periods.ends_on
group by periods.period_id, changes.org_unit_key
order by periods.period_id, changes.org_unit_key
