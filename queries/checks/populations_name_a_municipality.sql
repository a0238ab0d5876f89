-- title: ประชากรระบุชื่อเทศบาลที่รู้จัก / Every population names a municipality that is known
-- grain: one row per area whose population can be used by nothing
-- unit: warns, figures
-- source: fact_statistic, dim_org_unit
-- params:
-- columns: area text, figures int
select fact_statistic.area, count(*) as figures
from fact_statistic
left join dim_org_unit on dim_org_unit.name_th = fact_statistic.area
where fact_statistic.series_code = 'CITY-02' and fact_statistic.area_scheme_code = 'municipality'
    and fact_statistic.is_deleted = false and dim_org_unit.org_unit_key is null
group by fact_statistic.area
order by fact_statistic.area
