-- title: วันที่ของเรื่องเรียงตามลำดับ / A complaint's dates follow its receipt
-- grain: one row per complaint received on a touched day with a date before receipt
-- unit: warns, complaints
-- source: fact_complaint, etl_touched
-- params:
-- columns: complaint_key int, received_date date, acknowledged_date date?, first_reply_date date?, due_date date
select complaint_key, received_date, acknowledged_date, first_reply_date, due_date
from fact_complaint
where received_date in (select date from etl_touched) and is_deleted = false
    and (
        acknowledged_date < received_date or first_reply_date < received_date or due_date < received_date
        or acknowledge_seconds < 0
    )
order by complaint_key
