-- title: ค่าล่าสุดของหมุดหมายที่ 8 ณ สิ้นช่วงเวลา / Milestone 8's latest figures at a period's end
-- grain: one row per period that has begun, of the municipality as a whole
-- unit: millionths (Gini), satang a person, areas; of the latest day by the period's end, of its latest edition; null where
--     none stands within the three fiscal years before the period's own
-- source: agg_milestone8, dim_period, dim_date
-- params: period_ids text[], org_unit_keys int[], today date
-- columns: period_id text, org_unit_key int, m8_gini_region_millionths int?, m8_gini_country_millionths int?,
--     m8_gini_province_millionths int?, m8_income_region_satang int?, m8_income_region_before_satang int?,
--     m8_income_country_satang int?, m8_income_country_before_satang int?, m8_smart_cities int?
with
periods as materialized (
    select period_id, ends_on, fiscal_year
    from dim_period
    where period_id in :period_ids and starts_on <= :today
),
printed as materialized (
    select
        agg_milestone8.date, agg_milestone8.org_unit_key, agg_milestone8.edition_year, dim_date.fiscal_year,
        agg_milestone8.gini_region, agg_milestone8.gini_country, agg_milestone8.gini_province,
        agg_milestone8.income_region, agg_milestone8.income_country, agg_milestone8.smart_cities
    from agg_milestone8
    inner join dim_date on dim_date.date = agg_milestone8.date
    where agg_milestone8.org_unit_key in :org_unit_keys and agg_milestone8.date <= :today
),
-- each with what it is set against: of the same day and edition, or of the year before in the same edition; growth takes
-- only years whose year before is printed beside them
found as (
    select
        date, org_unit_key, edition_year, fiscal_year, 'gini' as part, gini_region as own, gini_country as other,
        0 as own_before, 0 as other_before
    from printed
    where gini_region > 0
    union all
    select date, org_unit_key, edition_year, fiscal_year, 'province', gini_province, 0, 0, 0
    from printed
    where gini_province > 0
    union all
    select date, org_unit_key, edition_year, fiscal_year, 'cities', smart_cities, 0, 0, 0
    from printed
    where smart_cities > 0
    union all
    select
        printed.date, printed.org_unit_key, printed.edition_year, printed.fiscal_year, 'income', printed.income_region,
        printed.income_country, before.income_region, before.income_country
    from printed
    inner join printed as before
        on before.org_unit_key = printed.org_unit_key and before.edition_year = printed.edition_year
        and before.fiscal_year = printed.fiscal_year - 1 and before.income_region > 0
    where printed.income_region > 0
),
ranked as (
    select
        periods.period_id, found.org_unit_key, found.part, found.own, found.other, found.own_before,
        found.other_before,
        row_number() over (
            partition by periods.period_id, found.org_unit_key, found.part
            order by found.date desc, found.edition_year desc
        ) as place
    from periods
    inner join found on found.date < periods.ends_on and found.fiscal_year >= periods.fiscal_year - 3
)
select
    period_id, org_unit_key,
    max(case part when 'gini' then own end) as m8_gini_region_millionths,
    max(case when part = 'gini' and other > 0 then other end) as m8_gini_country_millionths,
    max(case part when 'province' then own end) as m8_gini_province_millionths,
    max(case part when 'income' then own end) as m8_income_region_satang,
    max(case part when 'income' then own_before end) as m8_income_region_before_satang,
    max(case when part = 'income' and other > 0 then other end) as m8_income_country_satang,
    max(case when part = 'income' and other_before > 0 then other_before end) as m8_income_country_before_satang,
    max(case part when 'cities' then own end) as m8_smart_cities
from ranked
where place = 1
group by period_id, org_unit_key
order by period_id, org_unit_key
