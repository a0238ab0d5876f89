-- title: ผลประเมินความพร้อมรายปี / Yearly assessments of readiness
-- grain: one row per item and fiscal year
-- unit: 0, 0.5 or 1 for the checklist; points for the others
-- source: fact_it_assessment, dim_word
-- params:
-- columns: item_code text, item_th text, item_en text, fiscal_year int, value float, assessed_date date
select
    fact_it_assessment.item_code, dim_word.name_th as item_th, dim_word.name_en as item_en,
    fact_it_assessment.fiscal_year, fact_it_assessment.value, fact_it_assessment.assessed_date
from fact_it_assessment
join dim_word on dim_word.vocabulary = 'it_assessment_item' and dim_word.code = fact_it_assessment.item_code
where fact_it_assessment.is_deleted = false
order by dim_word.sort_order, fact_it_assessment.fiscal_year, fact_it_assessment.assessed_date
