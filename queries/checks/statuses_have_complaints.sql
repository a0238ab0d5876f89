-- title: ทุกสถานะมีเรื่องของตน / Every status belongs to a complaint, accepted or refused
-- grain: one row per complaint id that has a history loaded since the figures were last made, but no complaint
-- unit: warns, complaint ids
-- source: fact_complaint_status, fact_complaint, etl_reject, dim_source, etl_data_version
-- params:
-- columns: source_key int, complaint_id text, statuses int
with
fresh as (
    select source_key, complaint_id, count(*) as statuses
    from fact_complaint_status
    where is_deleted = false
        and run_key > (select coalesce(max(settled_run_key), 0) from etl_data_version)
    group by source_key, complaint_id
)
select fresh.source_key, fresh.complaint_id, fresh.statuses
from fresh
left join fact_complaint
    on fact_complaint.source_key = fresh.source_key and fact_complaint.source_id = fresh.complaint_id
join dim_source on dim_source.source_key = fresh.source_key
left join etl_reject
    on etl_reject.source_name = dim_source.name and etl_reject.source_id = fresh.complaint_id
    and etl_reject.entity = 'complaint'
where fact_complaint.complaint_key is null and etl_reject.reject_key is null
order by fresh.source_key, fresh.complaint_id
