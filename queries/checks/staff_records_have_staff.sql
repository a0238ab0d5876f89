-- title: การลา การอบรม และคำสั่งเป็นของบุคลากรในทะเบียน / Leave, training and orders belong to somebody in the register
-- grain: one row per kind of record and source with records of nobody
-- unit: warns, records
-- source: fact_leave, fact_training, fact_movement, fact_staff
-- params:
-- columns: entity text, source_key int, records int
with
records as (
    select 'leave' as entity, source_key, staff_id
    from fact_leave
    where is_deleted = false
    union all
    select 'training', source_key, staff_id
    from fact_training
    where is_deleted = false
    union all
    select 'movement', source_key, staff_id
    from fact_movement
    where is_deleted = false
)
select records.entity, records.source_key, count(*) as records
from records
left join fact_staff on fact_staff.source_key = records.source_key and fact_staff.staff_id = records.staff_id
where fact_staff.staff_key is null
group by records.entity, records.source_key
order by records.entity, records.source_key
