-- title: จำนวนรายการป้ายหมดอายุหรือใกล้หมดอายุ / How many permits are in the state asked for
-- grain: one row
-- unit: permits, signs still standing
-- source: fact_sign_permit, fact_sign_removal, dim_date, org_unit_rollup
-- params: today date, org_unit_key int, state text, zone text, kind text
-- columns: permits int, standing int
with
removed as (
    select source_key, permit_id, sum(sign_count) as signs
    from fact_sign_removal
    where is_deleted = false and removed_date <= :today
    group by source_key, permit_id
),
permits as (
    select
        fact_sign_permit.sign_permit_key, fact_sign_permit.sign_count, last_day.day - today.day as days_left,
        case
            when coalesce(removed.signs, 0) > fact_sign_permit.sign_count then 0
            else fact_sign_permit.sign_count - coalesce(removed.signs, 0)
        end as standing
    from fact_sign_permit
    join org_unit_rollup
        on org_unit_rollup.descendant_key = fact_sign_permit.org_unit_key
        and org_unit_rollup.ancestor_key = :org_unit_key
    join dim_date as last_day on last_day.date = fact_sign_permit.expiry_date
    join dim_date as today on today.date = :today
    left join removed
        on removed.source_key = fact_sign_permit.source_key and removed.permit_id = fact_sign_permit.source_id
    where fact_sign_permit.is_deleted = false and fact_sign_permit.start_date <= :today
        and (:zone = '' or fact_sign_permit.zone_code = :zone)
        and (:kind = '' or fact_sign_permit.applicant_kind_code = :kind)
),
-- over: expired and not all down; late: its three days are past as well; ending: seven days or fewer left
chosen as (
    select sign_permit_key, days_left, standing
    from permits
    where (:state = 'over' and days_left < 0 and standing > 0)
        or (:state = 'late' and days_left < -3 and standing > 0)
        or (:state = 'ending' and days_left >= 0 and days_left <= 7)
)
select cast(count(*) as bigint) as permits, cast(coalesce(sum(standing), 0) as bigint) as standing
from chosen
order by 1
