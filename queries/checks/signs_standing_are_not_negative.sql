-- title: ป้ายที่รื้อถอนและเงินประกันที่คืนไม่เกินที่มี / Never more signs are taken down, or deposits settled, than there were
-- grain: one row per quantity that goes below zero
-- unit: stops, signs and satang
-- source: agg_sign_permit
-- params:
-- columns: quantity text, in_all int, out_all int
with
totals as (
    select
        cast(coalesce(sum(expired), 0) as bigint) as expired, cast(coalesce(sum(taken_down), 0) as bigint) as taken_down,
        cast(coalesce(sum(removed_in_time), 0) as bigint) as removed_in_time,
        cast(coalesce(sum(deposit_ended_satang), 0) as bigint) as ended,
        cast(coalesce(sum(deposit_settled_satang), 0) as bigint) as settled
    from agg_sign_permit
)
select 'signs' as quantity, expired as in_all, taken_down as out_all from totals where taken_down > expired
union all
select 'removed_in_time', taken_down, removed_in_time from totals where removed_in_time > taken_down
union all
select 'deposit', ended, settled from totals where settled > ended
order by 1
