-- title: ประเภทคำร้องทั้งหมด / All complaint categories
-- grain: one row per category
-- unit: none
-- source: dim_category
-- params:
-- columns: category_key int, name_th text, name_en text
select
    dim_category.category_key,
    dim_category.name_th,
    dim_category.name_en
from dim_category
order by dim_category.category_key
