-- title: การปิดงวดรายงาน / Closings of periods
-- grain: one row per closing
-- unit: tracked indicators of the org_unit; unexplained: restated figures of all org_units without a reason
-- source: ind_closing, ind_reported, ind_definition, ind_restatement, dim_period
-- params: org_unit_key int
-- columns: closing_key int, period_id text, grain text, starts_on date, ends_on date, fiscal_year int, label_th text, label_en text, closed_by text, closed_at timestamp, note text, reopened_by text?, reopened_at timestamp?, reopen_reason text?, figures int, on_track int, at_risk int, off_track int, stale int, no_data int, restated int, unexplained int
with figures as (
    select
        ind_reported.closing_key,
        count(*) as figures,
        sum(case when ind_reported.status = 'on_track' then 1 else 0 end) as on_track,
        sum(case when ind_reported.status = 'at_risk' then 1 else 0 end) as at_risk,
        sum(case when ind_reported.status = 'off_track' then 1 else 0 end) as off_track,
        sum(case when ind_reported.status = 'stale' then 1 else 0 end) as stale,
        sum(case when ind_reported.value is null then 1 else 0 end) as no_data
    from ind_reported
    inner join ind_definition on ind_definition.definition_key = ind_reported.definition_key
    where ind_reported.org_unit_key = :org_unit_key
        and ind_definition.kind = 'tracked'
    group by ind_reported.closing_key
),
changed as (
    select
        ind_restatement.closing_key,
        count(distinct ind_restatement.code) as restated
    from ind_restatement
    where ind_restatement.org_unit_key = :org_unit_key
    group by ind_restatement.closing_key
),
silent as (
    select
        ind_restatement.closing_key,
        count(*) as unexplained
    from ind_restatement
    where ind_restatement.reason is null
    group by ind_restatement.closing_key
)
select
    ind_closing.closing_key,
    ind_closing.period_id,
    dim_period.grain,
    dim_period.starts_on,
    dim_period.ends_on,
    dim_period.fiscal_year,
    dim_period.label_th,
    dim_period.label_en,
    ind_closing.closed_by,
    ind_closing.closed_at,
    ind_closing.note,
    ind_closing.reopened_by,
    ind_closing.reopened_at,
    ind_closing.reopen_reason,
    coalesce(figures.figures, 0) as figures,
    coalesce(figures.on_track, 0) as on_track,
    coalesce(figures.at_risk, 0) as at_risk,
    coalesce(figures.off_track, 0) as off_track,
    coalesce(figures.stale, 0) as stale,
    coalesce(figures.no_data, 0) as no_data,
    coalesce(changed.restated, 0) as restated,
    coalesce(silent.unexplained, 0) as unexplained
from ind_closing
inner join dim_period on dim_period.period_id = ind_closing.period_id
left join figures on figures.closing_key = ind_closing.closing_key
left join changed on changed.closing_key = ind_closing.closing_key
left join silent on silent.closing_key = ind_closing.closing_key
order by dim_period.ends_on desc, dim_period.starts_on desc, ind_closing.period_id, ind_closing.closing_key desc
