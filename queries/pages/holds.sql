-- title: ข้อมูลที่พักไว้รอตรวจสอบ / Held batches that still stand
-- grain: one row per hold that no later run has come through for
-- unit: none
-- source: etl_hold, etl_run
-- params:
-- columns: hold_key int, run_key int, source_name text, entity text, kind text, found float?, usual float?, what text, remedy text, held_at timestamp, status text, decided_by text?, decided_at timestamp?, decision_reason text?, mode text?
select
    etl_hold.hold_key,
    etl_hold.run_key,
    etl_hold.source_name,
    etl_hold.entity,
    etl_hold.kind,
    etl_hold.found,
    etl_hold.usual,
    etl_hold.what,
    etl_hold.remedy,
    etl_hold.held_at,
    etl_hold.status,
    etl_hold.decided_by,
    etl_hold.decided_at,
    etl_hold.decision_reason,
    etl_run.mode
from etl_hold
left join etl_run on etl_run.run_key = etl_hold.run_key
where etl_hold.merged_run_key is null
    and etl_hold.status <> 'superseded'
order by etl_hold.hold_key desc
