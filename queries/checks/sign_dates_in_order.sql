-- title: วันที่ของคำขอป้ายเรียงตามลำดับ / A sign application's dates stand in order
-- grain: one row per application submitted on a touched day whose dates do not follow each other
-- unit: warns, applications
-- source: fact_sign_permit, etl_touched
-- params:
-- columns: sign_permit_key int, submitted_date date, complete_date date?, due_date date?, decided_date date?,
--     start_date date?, expiry_date date?, paid_date date?, deposit_settled_date date?
select
    sign_permit_key, submitted_date, complete_date, due_date, decided_date, start_date, expiry_date, paid_date,
    deposit_settled_date
from fact_sign_permit
where submitted_date in (select date from etl_touched) and is_deleted = false
    and (
        complete_date < submitted_date or due_date < submitted_date or decided_date < submitted_date
        or expiry_date < start_date or ended_date <= expiry_date or removal_due_date <= expiry_date
        or deposit_settled_date < paid_date
    )
order by sign_permit_key
