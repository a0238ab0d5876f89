-- title: เบิกจ่ายไม่เกินก่อหนี้ ก่อหนี้ไม่เกินอนุมัติ / Disbursed within committed, committed within approved
-- grain: one row per report in which it is not so
-- unit: warns, reports
-- source: fact_plan_progress
-- params:
-- columns: project_code text, reported_date date, approved_satang int?, committed_satang int?, disbursed_satang int?
select project_code, reported_date, approved_satang, committed_satang, disbursed_satang
from fact_plan_progress
where is_deleted = false
    and (
        coalesce(disbursed_satang, 0) > coalesce(committed_satang, 0)
        or coalesce(committed_satang, 0) > coalesce(approved_satang, 0)
    )
order by project_code, reported_date
