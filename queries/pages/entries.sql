-- title: ค่าที่กรอกของตัวชี้วัด / Values entered for indicators
-- grain: one row per entry, the newest first; an empty code or state means every one
-- unit: of the indicator
-- source: ind_entry, dim_period, dim_org_unit, ind_closing
-- params: code text, state text, limit_rows int
-- columns: entry_key int, code text, period_id text, label_th text?, label_en text?, org_unit_key int, org_unit_code text,
--     org_unit_th text, org_unit_en text, value float, evidence text, link text?, file_name text?, state text,
--     entered_by text, entered_at timestamp, decided_by text?, decided_at timestamp?, decision text?, standing float?,
--     earlier float?, is_closed bool
select
    ind_entry.entry_key,
    ind_entry.code,
    ind_entry.period_id,
    dim_period.label_th,
    dim_period.label_en,
    ind_entry.org_unit_key,
    dim_org_unit.code as org_unit_code,
    dim_org_unit.name_th as org_unit_th,
    dim_org_unit.name_en as org_unit_en,
    ind_entry.value,
    ind_entry.evidence,
    ind_entry.link,
    ind_entry.file_name,
    ind_entry.state,
    ind_entry.entered_by,
    ind_entry.entered_at,
    ind_entry.decided_by,
    ind_entry.decided_at,
    ind_entry.decision,
    (
        select max(standing.value)
        from ind_entry as standing
        where standing.code = ind_entry.code
            and standing.period_id = ind_entry.period_id
            and standing.org_unit_key = ind_entry.org_unit_key
            and standing.state = 'approved'
    ) as standing,
    (
        select earlier.value
        from ind_entry as earlier
        join dim_period as earlier_period on earlier_period.period_id = earlier.period_id
        where earlier.code = ind_entry.code
            and earlier.org_unit_key = ind_entry.org_unit_key
            and earlier.state = 'approved'
            and earlier_period.grain = dim_period.grain
            and earlier_period.ends_on <= dim_period.starts_on
        order by earlier_period.ends_on desc, earlier.entry_key desc
        limit 1
    ) as earlier,
    exists (
        select ind_closing.closing_key
        from ind_closing
        where ind_closing.period_id = ind_entry.period_id and ind_closing.reopened_at is null
    ) as is_closed
from ind_entry
join dim_org_unit on dim_org_unit.org_unit_key = ind_entry.org_unit_key
left join dim_period on dim_period.period_id = ind_entry.period_id
where (:code = '' or ind_entry.code = :code)
    and (:state = '' or ind_entry.state = :state)
order by ind_entry.entry_key desc
limit :limit_rows
