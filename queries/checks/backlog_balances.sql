-- title: คงค้างปลายงวดเท่ากับยกมา บวกรับและเปิดใหม่ ลบเสร็จและไม่นับ / Open at the end balances with what came and went
-- grain: one row per month and top org_unit where it does not
-- unit: stops, complaints
-- source: measure_value, dim_period, dim_org_unit
-- params:
-- columns: period_id text, org_unit_key int, open_start int, came int, went int, open_end int
with
sides as (
    select
        measure_value.period_id, measure_value.org_unit_key,
        cast(sum(case when measure_value.measure = 'complaints_open_start' then measure_value.value else 0 end) as bigint)
            as open_start,
        cast(sum(
            case
                when measure_value.measure in ('complaints_received', 'complaints_reopened') then measure_value.value
                else 0
            end
        ) as bigint) as came,
        cast(sum(
            case
                when measure_value.measure in ('complaints_finished', 'complaints_excluded') then measure_value.value
                else 0
            end
        ) as bigint) as went,
        cast(sum(case when measure_value.measure = 'complaints_open_end' then measure_value.value else 0 end) as bigint)
            as open_end
    from measure_value
    join dim_period on dim_period.period_id = measure_value.period_id
    join dim_org_unit on dim_org_unit.org_unit_key = measure_value.org_unit_key
    where dim_period.grain = 'month' and dim_org_unit.parent_key is null
    group by measure_value.period_id, measure_value.org_unit_key
)
select period_id, org_unit_key, open_start, came, went, open_end
from sides
where open_end <> open_start + came - went
order by period_id, org_unit_key
