-- title: ยอดคงค้างสะสมเท่ากับเรื่องที่ยังเปิด / Openings less closings equal the open spells
-- grain: one row if they differ
-- unit: stops, complaints
-- source: agg_complaint_org_unit, fact_complaint_spell
-- params:
-- columns: cumulative int, open_spells int
with
totals as (
    select cast(coalesce(sum(opened - finished - excluded), 0) as bigint) as cumulative
    from agg_complaint_org_unit
),
open_now as (
    select count(*) as open_spells
    from fact_complaint_spell
    where closed_date is null
)
select totals.cumulative, open_now.open_spells
from totals
cross join open_now
where totals.cumulative <> open_now.open_spells
order by totals.cumulative
