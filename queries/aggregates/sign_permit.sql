-- title: ป้ายที่ได้รับอนุญาตรายวัน / Permitted signs by day
-- grain: one row per day, own org_unit and kind of applicant on which any of these happened
-- unit: applications, due and decided in applications; decide_workdays in working days; _satang in satang; else signs
-- source: fact_sign_permit, fact_sign_removal
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, applicant_kind_code text, applications int, due int, decided_in_time int,
--     decided_timed int, decide_workdays int, began int, ending int, expired int, taken_down int, removal_due int,
--     removed_in_time int, fee_satang int, deposit_ended_satang int, deposit_settled_satang int
with
-- those of which anything happened on these days
permits as materialized (
    select
        sign_permit_key, source_key, source_id, org_unit_key, applicant_kind_code, submitted_date, due_date,
        is_decided_in_time, decided_date, decide_workdays, start_date, ending_date, ended_date, removal_due_date,
        sign_count, fee_satang, deposit_satang, paid_date,
        case when deposit_settled_date < ended_date then ended_date else deposit_settled_date end as released_date
    from fact_sign_permit
    where is_deleted = false and (
        (submitted_date >= :from_date and submitted_date < :to_date)
        or (due_date >= :from_date and due_date < :to_date)
        or (decided_date >= :from_date and decided_date < :to_date)
        or (start_date >= :from_date and start_date < :to_date)
        or (ending_date >= :from_date and ending_date < :to_date)
        or (ended_date >= :from_date and ended_date < :to_date)
        or (removal_due_date >= :from_date and removal_due_date < :to_date)
        or (paid_date >= :from_date and paid_date < :to_date)
        or (deposit_settled_date >= :from_date and deposit_settled_date < :to_date)
        or source_id in (
            select permit_id
            from fact_sign_removal
            where removed_date >= :from_date and removed_date < :to_date
        )
    )
),
removals as (
    select
        permits.org_unit_key, permits.applicant_kind_code, permits.sign_count, permits.ended_date,
        permits.removal_due_date, fact_sign_removal.removed_date, fact_sign_removal.sign_count as removed,
        sum(fact_sign_removal.sign_count) over (
            partition by permits.sign_permit_key
            order by fact_sign_removal.removed_date, fact_sign_removal.sign_removal_key
            rows between unbounded preceding and current row
        ) as removed_so_far
    from fact_sign_removal
    join permits
        on permits.source_key = fact_sign_removal.source_key and permits.source_id = fact_sign_removal.permit_id
    where fact_sign_removal.is_deleted = false and permits.ended_date is not null
),
-- never more signs than were permitted; what was down before the permit's end has not stood expired
taken_down as materialized (
    select
        org_unit_key, applicant_kind_code, removal_due_date, removed_date,
        case when removed_date < ended_date then ended_date else removed_date end as date,
        case
            when removed_so_far <= sign_count then removed
            when removed_so_far - removed >= sign_count then 0
            else sign_count - (removed_so_far - removed)
        end as signs
    from removals
),
events as (
    select submitted_date as date, org_unit_key, applicant_kind_code, 'applications' as part, 1 as amount from permits
    union all
    select due_date, org_unit_key, applicant_kind_code, 'due', 1 from permits
    union all
    select due_date, org_unit_key, applicant_kind_code, 'decided_in_time', 1 from permits where is_decided_in_time = true
    union all
    select decided_date, org_unit_key, applicant_kind_code, 'decided_timed', 1 from permits where decide_workdays is not null
    union all
    select decided_date, org_unit_key, applicant_kind_code, 'decide_workdays', decide_workdays from permits where decide_workdays is not null
    union all
    select start_date, org_unit_key, applicant_kind_code, 'began', sign_count from permits
    union all
    select ending_date, org_unit_key, applicant_kind_code, 'ending', sign_count from permits
    union all
    select ended_date, org_unit_key, applicant_kind_code, 'expired', sign_count from permits
    union all
    select date, org_unit_key, applicant_kind_code, 'taken_down', signs from taken_down
    union all
    select removal_due_date, org_unit_key, applicant_kind_code, 'removal_due', sign_count from permits
    union all
    select removal_due_date, org_unit_key, applicant_kind_code, 'removed_in_time', signs from taken_down where removed_date <= removal_due_date
    union all
    select paid_date, org_unit_key, applicant_kind_code, 'fee_satang', fee_satang from permits
    union all
    select ended_date, org_unit_key, applicant_kind_code, 'deposit_ended_satang', deposit_satang from permits
    union all
    select released_date, org_unit_key, applicant_kind_code, 'deposit_settled_satang', deposit_satang from permits
)
select
    date, org_unit_key, applicant_kind_code,
    cast(sum(case when part = 'applications' then amount else 0 end) as bigint) as applications,
    cast(sum(case when part = 'due' then amount else 0 end) as bigint) as due,
    cast(sum(case when part = 'decided_in_time' then amount else 0 end) as bigint) as decided_in_time,
    cast(sum(case when part = 'decided_timed' then amount else 0 end) as bigint) as decided_timed,
    cast(sum(case when part = 'decide_workdays' then amount else 0 end) as bigint) as decide_workdays,
    cast(sum(case when part = 'began' then amount else 0 end) as bigint) as began,
    cast(sum(case when part = 'ending' then amount else 0 end) as bigint) as ending,
    cast(sum(case when part = 'expired' then amount else 0 end) as bigint) as expired,
    cast(sum(case when part = 'taken_down' then amount else 0 end) as bigint) as taken_down,
    cast(sum(case when part = 'removal_due' then amount else 0 end) as bigint) as removal_due,
    cast(sum(case when part = 'removed_in_time' then amount else 0 end) as bigint) as removed_in_time,
    cast(sum(case when part = 'fee_satang' then amount else 0 end) as bigint) as fee_satang,
    cast(sum(case when part = 'deposit_ended_satang' then amount else 0 end) as bigint) as deposit_ended_satang,
    cast(sum(case when part = 'deposit_settled_satang' then amount else 0 end) as bigint) as deposit_settled_satang
from events
where date >= :from_date and date < :to_date
group by date, org_unit_key, applicant_kind_code
order by date, org_unit_key, applicant_kind_code
