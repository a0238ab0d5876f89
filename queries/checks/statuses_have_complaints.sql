-- title: ทุกสถานะมีเรื่องของตน / Every status belongs to a complaint, accepted or refused
-- grain: one row per complaint id that has a history loaded since the figures were last made, but no complaint
-- unit: warns, complaint ids
-- source: fact_complaint_status, fact_complaint, etl_reject, dim_source
-- params: settled_run_key int
-- columns: source_key int, complaint_id text, statuses int
with
orphans as (
    select fact_complaint_status.source_key, fact_complaint_status.complaint_id, count(*) as statuses
    from fact_complaint_status
    left join fact_complaint
        on fact_complaint.source_key = fact_complaint_status.source_key
        and fact_complaint.source_id = fact_complaint_status.complaint_id
    where fact_complaint_status.is_deleted = false
        and fact_complaint_status.run_key > :settled_run_key
        and fact_complaint.complaint_key is null
    group by fact_complaint_status.source_key, fact_complaint_status.complaint_id
)
select orphans.source_key, orphans.complaint_id, orphans.statuses
from orphans
join dim_source on dim_source.source_key = orphans.source_key
left join etl_reject
    on etl_reject.source_name = dim_source.name and etl_reject.source_id = orphans.complaint_id
    and etl_reject.entity = 'complaint'
where etl_reject.reject_key is null
order by orphans.source_key, orphans.complaint_id
