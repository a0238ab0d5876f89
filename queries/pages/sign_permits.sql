-- title: รายการป้ายหมดอายุหรือใกล้หมดอายุ / Permits that are over with signs standing, or near their end
-- grain: one row per permit that has begun and is in the state asked for
-- unit: signs, days, satang
-- source: fact_sign_permit, fact_sign_removal, dim_date, dim_org_unit, dim_source, dim_word, org_unit_rollup
-- params: today date, org_unit_key int, state text, zone text, kind text, limit int
-- columns: source_id text, application_number text?, permit_number text?, wording text, place text, kind_th text,
--     kind_en text, zone_th text, zone_en text, org_unit_th text, org_unit_en text, expiry_date date, days_left int,
--     sign_count int, standing int, deposit_satang int, record_url text?
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
select
    fact_sign_permit.source_id, fact_sign_permit.application_number, fact_sign_permit.permit_number,
    fact_sign_permit.wording, fact_sign_permit.place, kinds.name_th as kind_th, kinds.name_en as kind_en,
    zones.name_th as zone_th, zones.name_en as zone_en, dim_org_unit.short_th as org_unit_th,
    dim_org_unit.name_en as org_unit_en, fact_sign_permit.expiry_date, chosen.days_left, fact_sign_permit.sign_count,
    cast(chosen.standing as bigint) as standing,
    case
        when fact_sign_permit.deposit_settled_date is null then fact_sign_permit.deposit_satang
        else 0
    end as deposit_satang,
    dim_source.record_url
from chosen
join fact_sign_permit on fact_sign_permit.sign_permit_key = chosen.sign_permit_key
join dim_org_unit on dim_org_unit.org_unit_key = fact_sign_permit.org_unit_key
join dim_source on dim_source.source_key = fact_sign_permit.source_key
join dim_word as kinds
    on kinds.vocabulary = 'sign_applicant_kind' and kinds.code = fact_sign_permit.applicant_kind_code
join dim_word as zones on zones.vocabulary = 'sign_zone' and zones.code = fact_sign_permit.zone_code
order by chosen.days_left, chosen.sign_permit_key
limit :limit
