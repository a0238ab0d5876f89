-- title: ยอดรายวันของป้ายที่ไม่ได้รับอนุญาตเท่ากับที่ตรวจพบ / Daily totals of signs without a permit equal the findings
-- grain: one row per quantity whose totals differ
-- unit: stops, signs, cases and satang
-- source: fact_unpermitted_sign, agg_unpermitted_sign
-- params:
-- columns: quantity text, of_facts int, of_days int
with
facts as (
    select
        cast(coalesce(sum(sign_count), 0) as bigint) as found,
        cast(coalesce(sum(case when removed_date is not null then sign_count else 0 end), 0) as bigint) as removed,
        cast(count(fined_date) as bigint) as fines,
        cast(coalesce(sum(case when fined_date is not null then fine_satang else 0 end), 0) as bigint) as fine_satang
    from fact_unpermitted_sign
    where is_deleted = false
),
days as (
    select
        cast(coalesce(sum(found), 0) as bigint) as found, cast(coalesce(sum(removed), 0) as bigint) as removed,
        cast(coalesce(sum(fines), 0) as bigint) as fines, cast(coalesce(sum(fine_satang), 0) as bigint) as fine_satang
    from agg_unpermitted_sign
),
compared as (
    select 'found' as quantity, facts.found as of_facts, days.found as of_days from facts cross join days
    union all
    select 'removed', facts.removed, days.removed from facts cross join days
    union all
    select 'fines', facts.fines, days.fines from facts cross join days
    union all
    select 'fine_satang', facts.fine_satang, days.fine_satang from facts cross join days
)
select quantity, of_facts, of_days
from compared
where of_facts <> of_days
order by quantity
