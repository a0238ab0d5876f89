-- title: ยอดรายวันของป้ายเท่ากับคำขอและใบอนุญาต / Daily totals of the signs equal the applications and permits
-- grain: one row per quantity whose totals differ
-- unit: stops, applications, signs and satang
-- source: fact_sign_permit, agg_sign_permit
-- params:
-- columns: quantity text, of_facts int, of_days int
with
facts as (
    select
        cast(count(*) as bigint) as applications, cast(count(due_date) as bigint) as due,
        cast(coalesce(sum(case when is_decided_in_time = true then 1 else 0 end), 0) as bigint) as decided_in_time,
        cast(coalesce(sum(case when ended_date is not null then sign_count else 0 end), 0) as bigint) as signs,
        cast(coalesce(sum(case when paid_date is not null then fee_satang else 0 end), 0) as bigint) as fee_satang,
        cast(coalesce(sum(case when ended_date is not null then deposit_satang else 0 end), 0) as bigint) as deposit_satang
    from fact_sign_permit
    where is_deleted = false
),
days as (
    select
        cast(coalesce(sum(applications), 0) as bigint) as applications, cast(coalesce(sum(due), 0) as bigint) as due,
        cast(coalesce(sum(decided_in_time), 0) as bigint) as decided_in_time,
        cast(coalesce(sum(began), 0) as bigint) as began, cast(coalesce(sum(ending), 0) as bigint) as ending,
        cast(coalesce(sum(expired), 0) as bigint) as expired,
        cast(coalesce(sum(removal_due), 0) as bigint) as removal_due,
        cast(coalesce(sum(fee_satang), 0) as bigint) as fee_satang,
        cast(coalesce(sum(deposit_ended_satang), 0) as bigint) as deposit_satang
    from agg_sign_permit
),
compared as (
    select 'applications' as quantity, facts.applications as of_facts, days.applications as of_days from facts cross join days
    union all
    select 'due', facts.due, days.due from facts cross join days
    union all
    select 'decided_in_time', facts.decided_in_time, days.decided_in_time from facts cross join days
    union all
    select 'began', facts.signs, days.began from facts cross join days
    union all
    select 'ending', facts.signs, days.ending from facts cross join days
    union all
    select 'expired', facts.signs, days.expired from facts cross join days
    union all
    select 'removal_due', facts.signs, days.removal_due from facts cross join days
    union all
    select 'fee_satang', facts.fee_satang, days.fee_satang from facts cross join days
    union all
    select 'deposit_satang', facts.deposit_satang, days.deposit_satang from facts cross join days
)
select quantity, of_facts, of_days
from compared
where of_facts <> of_days
order by quantity
