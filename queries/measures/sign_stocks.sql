-- title: ป้ายชั่วคราวคงอยู่และเงินประกันค้างคืน / Temporary signs: what stood, and deposits owed
-- grain: one row per period that has begun and org_unit (with the units below it)
-- unit: signs, satang; at the end of the period's last day (or today)
-- source: agg_sign_permit, dim_period, dim_date, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, signs_live int, signs_ending int, signs_expired_standing int,
--     signs_deposit_owed_satang int
with
periods as materialized (
    select period_id, starts_on, ends_on
    from dim_period
    where period_id in :period_ids and starts_on <= :today
),
units as materialized (
    select ancestor_key, descendant_key
    from org_unit_rollup
    where ancestor_key in :org_unit_keys
),
boundaries as (
    select ends_on as date
    from periods
    group by ends_on
),
-- days between two neighbouring boundaries always count together: one segment, named by its first day; null before
-- the first boundary
day_segments as materialized (
    select dim_date.date, max(boundaries.date) over (order by dim_date.date) as segment
    from dim_date
    left join boundaries on boundaries.date = dim_date.date
    where dim_date.date < (select max(ends_on) from periods) and dim_date.date <= :today
),
own_changes as (
    select
        day_segments.segment, agg_sign_permit.org_unit_key,
        sum(agg_sign_permit.began - agg_sign_permit.expired) as live,
        sum(agg_sign_permit.ending - agg_sign_permit.expired) as ending,
        sum(agg_sign_permit.expired - agg_sign_permit.taken_down) as standing,
        sum(agg_sign_permit.deposit_ended_satang - agg_sign_permit.deposit_settled_satang) as owed
    from agg_sign_permit
    join day_segments on day_segments.date = agg_sign_permit.date
    group by day_segments.segment, agg_sign_permit.org_unit_key
),
-- a boundary stands before the changes of the segment it begins
steps as (
    select
        own_changes.segment as date, units.ancestor_key as org_unit_key, 1 as is_change, own_changes.live,
        own_changes.ending, own_changes.standing, own_changes.owed
    from own_changes
    join units on units.descendant_key = own_changes.org_unit_key
    union all
    select boundaries.date, org_units.org_unit_key, 0, 0, 0, 0, 0
    from boundaries
    cross join (select distinct ancestor_key as org_unit_key from units) as org_units
),
running as (
    select
        date, org_unit_key, is_change,
        cast(sum(live) over at_date as bigint) as live,
        cast(sum(ending) over at_date as bigint) as ending,
        cast(sum(standing) over at_date as bigint) as standing,
        cast(sum(owed) over at_date as bigint) as owed
    from steps
    window at_date as (partition by org_unit_key order by date nulls first, is_change)
)
select
    periods.period_id, running.org_unit_key,
    running.live as signs_live, running.ending as signs_ending, running.standing as signs_expired_standing,
    running.owed as signs_deposit_owed_satang
from periods
join running on running.date = periods.ends_on and running.is_change = 0
order by periods.period_id, running.org_unit_key
