-- title: การรื้อถอนทุกครั้งเป็นของคำขอที่รู้จัก / Every removal belongs to a known application
-- grain: one row per removal on a touched day without its application
-- unit: warns, removals
-- source: fact_sign_removal, fact_sign_permit, etl_touched
-- params:
-- columns: sign_removal_key int, permit_id text, removed_date date
select fact_sign_removal.sign_removal_key, fact_sign_removal.permit_id, fact_sign_removal.removed_date
from fact_sign_removal
left join fact_sign_permit
    on fact_sign_permit.source_key = fact_sign_removal.source_key
    and fact_sign_permit.source_id = fact_sign_removal.permit_id
where fact_sign_removal.removed_date in (select date from etl_touched)
    and fact_sign_removal.is_deleted = false and fact_sign_permit.sign_permit_key is null
order by fact_sign_removal.sign_removal_key
