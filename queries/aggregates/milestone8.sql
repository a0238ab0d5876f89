-- title: ค่าสถิติของหมุดหมายที่ 8 ที่นำมาเทียบกันได้ / Figures of Milestone 8 that may be set against each other
-- grain: one row per day a figure stands for and year of edition, of the municipality as a whole
-- unit: millionths (Gini), satang a person, areas; 0 where the edition prints none; of one edition the last that came in
-- source: fact_statistic, dim_org_unit
-- params: from_date date, to_date date
-- columns: date date, org_unit_key int, edition_year int, gini_region int, gini_country int, gini_province int,
--     income_region int, income_country int, smart_cities int
with
-- figures that are a year's or a day's own, named by the part they are; a quarter is added so that a binary fraction
-- just below a whole number becomes that number on every database
figures as (
    select
        period_end_date, edition_year, statistic_key,
        case
            when series_code = 'M8-2.1' and area = 'ภาคตะวันออกเฉียงเหนือ' then 'gini_region'
            when series_code = 'M8-2.1' and area = 'ทั่วราชอาณาจักร' then 'gini_country'
            when series_code = 'KKP-3' and area = 'ขอนแก่น' then 'gini_province'
        end as part,
        cast(value * 1000000 + 0.25 as bigint) as amount
    from fact_statistic
    where period_kind_code = 'year' and is_deleted = false
        and (
            (series_code = 'M8-2.1' and area_scheme_code = 'nso5')
            or (series_code = 'KKP-3' and area_scheme_code = 'province')
        )
    union all
    select
        period_end_date, edition_year, statistic_key,
        case area
            when 'ภาคตะวันออกเฉียงเหนือ' then 'income_region'
            when 'ทั่วราชอาณาจักร' then 'income_country'
        end,
        cast(value * 100 + 0.25 as bigint)
    from fact_statistic
    where period_kind_code = 'year' and is_deleted = false and series_code = 'M8-1.1' and area_scheme_code = 'grp7'
        and price_basis_code = 'cvm2545' and unit like 'บาทต่อคน%'
    union all
    select period_end_date, edition_year, statistic_key, 'smart_cities', cast(value + 0.25 as bigint)
    from fact_statistic
    where period_kind_code in ('year', 'date') and is_deleted = false and series_code = 'M8-3.1'
        and area = 'ทั่วราชอาณาจักร'
),
ranked as (
    select
        period_end_date, edition_year, part, amount,
        row_number() over (partition by period_end_date, edition_year, part order by statistic_key desc) as place
    from figures
    where part is not null and period_end_date >= :from_date and period_end_date < :to_date
)
select
    ranked.period_end_date as date, dim_org_unit.org_unit_key, cast(ranked.edition_year as bigint) as edition_year,
    cast(sum(case ranked.part when 'gini_region' then ranked.amount else 0 end) as bigint) as gini_region,
    cast(sum(case ranked.part when 'gini_country' then ranked.amount else 0 end) as bigint) as gini_country,
    cast(sum(case ranked.part when 'gini_province' then ranked.amount else 0 end) as bigint) as gini_province,
    cast(sum(case ranked.part when 'income_region' then ranked.amount else 0 end) as bigint) as income_region,
    cast(sum(case ranked.part when 'income_country' then ranked.amount else 0 end) as bigint) as income_country,
    cast(sum(case ranked.part when 'smart_cities' then ranked.amount else 0 end) as bigint) as smart_cities
from ranked
cross join dim_org_unit
where ranked.place = 1 and dim_org_unit.parent_key is null
group by ranked.period_end_date, dim_org_unit.org_unit_key, ranked.edition_year
order by ranked.period_end_date, dim_org_unit.org_unit_key, ranked.edition_year
