-- title: ป้ายตามอายุของหนังสืออนุญาต / Signs by how long their permit has been over, or still runs
-- grain: one row per band, kind of applicant and zone, of permits that have begun and stand or run today
-- unit: permits, signs; signs still standing where the permit is over, signs of the permit where it runs
-- source: fact_sign_permit, fact_sign_removal, dim_date, org_unit_rollup
-- params: today date, org_unit_key int
-- columns: band text, applicant_kind_code text, zone_code text, permits int, signs int
with
removed as (
    select source_key, permit_id, sum(sign_count) as signs
    from fact_sign_removal
    where is_deleted = false and removed_date <= :today
    group by source_key, permit_id
),
aged as (
    select
        fact_sign_permit.applicant_kind_code, fact_sign_permit.zone_code, fact_sign_permit.sign_count,
        coalesce(removed.signs, 0) as removed, last_day.day - today.day as days_left
    from fact_sign_permit
    join org_unit_rollup
        on org_unit_rollup.descendant_key = fact_sign_permit.org_unit_key
        and org_unit_rollup.ancestor_key = :org_unit_key
    join dim_date as last_day on last_day.date = fact_sign_permit.expiry_date
    join dim_date as today on today.date = :today
    left join removed
        on removed.source_key = fact_sign_permit.source_key and removed.permit_id = fact_sign_permit.source_id
    where fact_sign_permit.is_deleted = false and fact_sign_permit.start_date <= :today
),
standing as (
    select
        applicant_kind_code, zone_code,
        case
            when days_left < -90 then 'over_90'
            when days_left < -30 then 'over_31_90'
            when days_left < -7 then 'over_8_30'
            when days_left < -3 then 'over_4_7'
            when days_left < 0 then 'over_1_3'
            when days_left <= 7 then 'left_0_7'
            when days_left <= 14 then 'left_8_14'
            when days_left <= 30 then 'left_15_30'
            else 'left_31'
        end as band,
        case when days_left < 0 then sign_count - removed else sign_count end as signs
    from aged
    where days_left >= 0 or removed < sign_count
)
select
    band, applicant_kind_code, zone_code, cast(count(*) as bigint) as permits, cast(sum(signs) as bigint) as signs
from standing
group by band, applicant_kind_code, zone_code
order by band, applicant_kind_code, zone_code
