-- title: ผลประเมินความพร้อมรายวัน / Assessments of readiness by day
-- grain: one row per day on which an assessment was made, of the municipality as a whole
-- unit: half points (ready_items: items); net changes: the new assessment of an item less the one before it
-- source: fact_it_assessment, dim_org_unit
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, ready int, ready_items int, wifi_office int, wifi_phase1 int,
--     wifi_phase2 int, cctv int
with
assessments as (
    select
        item_code, assessed_date, value_halves,
        lag(value_halves) over (
            partition by source_key, item_code order by assessed_date, fiscal_year, source_id
        ) as halves_before
    from fact_it_assessment
    where is_deleted = false
),
changes as (
    select
        assessed_date as date,
        case item_code when 'INF-01' then 'wifi_office' when 'INF-02' then 'wifi_phase1' when 'INF-03' then 'wifi_phase2'
            when 'INF-04' then 'cctv' else 'ready' end as part,
        value_halves - coalesce(halves_before, 0) as amount
    from assessments
    union all
    select assessed_date, 'ready_items', 1
    from assessments
    where halves_before is null and item_code not in ('INF-01', 'INF-02', 'INF-03', 'INF-04')
)
select
    changes.date, dim_org_unit.org_unit_key,
    cast(sum(case when changes.part = 'ready' then changes.amount else 0 end) as bigint) as ready,
    cast(sum(case when changes.part = 'ready_items' then changes.amount else 0 end) as bigint) as ready_items,
    cast(sum(case when changes.part = 'wifi_office' then changes.amount else 0 end) as bigint) as wifi_office,
    cast(sum(case when changes.part = 'wifi_phase1' then changes.amount else 0 end) as bigint) as wifi_phase1,
    cast(sum(case when changes.part = 'wifi_phase2' then changes.amount else 0 end) as bigint) as wifi_phase2,
    cast(sum(case when changes.part = 'cctv' then changes.amount else 0 end) as bigint) as cctv
from changes
cross join dim_org_unit
where changes.date >= :from_date and changes.date < :to_date and dim_org_unit.parent_key is null
group by changes.date, dim_org_unit.org_unit_key
order by changes.date, dim_org_unit.org_unit_key
