-- title: แผงค้า ค่าธรรมเนียม และการฝ่าฝืนในช่วงเวลา / Stalls, fees and violations in the period
-- grain: one row per period that has begun and org_unit (with the units below it) in which anything happened
-- unit: stalls a night, summed over nights; violations; people; satang where the name says so
-- source: agg_market_zone, dim_period, org_unit_rollup
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, market_stalls_available int, market_stalls_booked int,
--     market_stalls_traded int, market_stalls_excused int, market_stalls_absent int, market_stalls_community int,
--     market_sales_satang int, market_stalls_reporting int, market_fees_due_satang int,
--     market_fees_paid_in_time_satang int, market_fees_received_satang int, market_violations int,
--     market_waiting_asked int, market_waiting_left int
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
)
-- a night counts once it is over, and what is due today is not over yet: both stop at yesterday
select
    periods.period_id, units.ancestor_key as org_unit_key,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.stalls_available else 0 end) as bigint
    ) as market_stalls_available,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.stalls_booked else 0 end) as bigint
    ) as market_stalls_booked,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.stalls_traded else 0 end) as bigint
    ) as market_stalls_traded,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.stalls_excused else 0 end) as bigint
    ) as market_stalls_excused,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.stalls_absent else 0 end) as bigint
    ) as market_stalls_absent,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.stalls_community else 0 end) as bigint
    ) as market_stalls_community,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.sales_satang else 0 end) as bigint
    ) as market_sales_satang,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.stalls_reporting else 0 end) as bigint
    ) as market_stalls_reporting,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.due_satang else 0 end) as bigint
    ) as market_fees_due_satang,
    cast(
        sum(case when agg_market_zone.date < :today then agg_market_zone.paid_in_time_satang else 0 end) as bigint
    ) as market_fees_paid_in_time_satang,
    cast(sum(agg_market_zone.paid_satang) as bigint) as market_fees_received_satang,
    cast(sum(agg_market_zone.violations) as bigint) as market_violations,
    cast(sum(agg_market_zone.waiting_in) as bigint) as market_waiting_asked,
    cast(sum(agg_market_zone.waiting_out) as bigint) as market_waiting_left
from periods
join agg_market_zone
    on agg_market_zone.date >= periods.starts_on and agg_market_zone.date < periods.ends_on
    and agg_market_zone.date <= :today
join units on units.descendant_key = agg_market_zone.org_unit_key
group by periods.period_id, units.ancestor_key
order by periods.period_id, units.ancestor_key
