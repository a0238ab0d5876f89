-- title: คำของป้ายชั่วคราว / Words of the temporary signs
-- grain: one row per word of a vocabulary, in its order
-- unit: words
-- source: dim_word
-- params: vocabulary text
-- columns: code text, name_th text, name_en text
select code, name_th, name_en
from dim_word
where vocabulary = :vocabulary
order by sort_order, code
