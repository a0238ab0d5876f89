"""What pages read of the warehouse: one named function per page query, rows typed and frozen.

Each takes `data`, a Snapshot: `rows` are kept per data version, `rows_now` are as of this instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dashboard.cache import Snapshot
from dashboard.rows import (
    Area,
    CaseCount,
    CaseFilter,
    Changes,
    DefinitionRow,
    IndicatorValue,
    MeasureAbout,
    MeasureValue,
    Month,
    Note,
    OpenCase,
    OrgUnitValue,
    PeriodChosen,
    RejectRule,
    RunFigures,
    Share,
    SourceState,
)
from etl.calendar_th import add_months
from etl.warehouse import query


def read_period(data: Snapshot, period_id: str) -> PeriodChosen | None:
    rows = data.rows("pages/period", period_id=period_id)
    return PeriodChosen(*rows[0]) if rows else None


def read_months(data: Snapshot, from_date: date, to_date: date) -> list[Month]:
    """Months that begin in the half-open stretch, in order."""
    return [Month(*row) for row in data.rows("pages/months", from_date=from_date, to_date=to_date)]


def read_last_months(data: Snapshot, period: PeriodChosen, today: date, count: int) -> list[Month]:
    """The last `count` months up to the one the period ends in, or the current one."""
    last = min(period.ends_on - timedelta(days=1), today)
    return read_months(data, add_months(last, 1 - count), add_months(last, 1))


def read_indicator_values(
    data: Snapshot, codes: Sequence[str], period_ids: Sequence[str], org_unit_key: int
) -> dict[tuple[str, str], IndicatorValue]:
    """By (code, period_id); what has not been scored is absent."""
    rows = data.rows(
        "pages/indicator_values", codes=tuple(codes), period_ids=tuple(period_ids), org_unit_key=org_unit_key
    )
    return {(row.code, row.period_id): IndicatorValue(*row) for row in rows}


def read_org_unit_values(data: Snapshot, codes: Sequence[str], period_id: str, org_unit_key: int) -> list[OrgUnitValue]:
    """The chosen org_unit and those directly below it."""
    rows = data.rows("pages/indicator_org_units", codes=tuple(codes), period_id=period_id, org_unit_key=org_unit_key)
    return [OrgUnitValue(*row) for row in rows]


def read_measures(
    data: Snapshot, measures: Sequence[str], period_ids: Sequence[str], org_unit_key: int
) -> dict[tuple[str, str], MeasureValue]:
    """By (measure, period_id), only stored ones: a missing flow or stock is 0 within the data's span (`read_span`)."""
    rows = data.rows(
        "pages/measure_values", measures=tuple(measures), period_ids=tuple(period_ids), org_unit_key=org_unit_key
    )
    return {(row.measure, row.period_id): MeasureValue(*row) for row in rows}


def read_org_unit_measures(
    data: Snapshot, measures: Sequence[str], period_id: str, org_unit_key: int
) -> dict[tuple[int, str], int]:
    """By (org_unit_key, measure), only stored ones."""
    rows = data.rows(
        "pages/measure_org_units", measures=tuple(measures), period_id=period_id, org_unit_key=org_unit_key
    )
    return {(row.org_unit_key, row.measure): row.value for row in rows}


def read_first_date(data: Snapshot) -> date | None:
    """The first day with a complaint; None where nothing has been loaded."""
    first: date | None = data.rows("pages/complaint_span")[0].first_date
    return first


def read_contract_spans(data: Snapshot) -> dict[str, date]:
    """By contract, the first month with any figure of it."""
    return {row.contract: row.first_date for row in data.rows("pages/contract_spans")}


def read_changes(data: Snapshot, period_ids: Sequence[str], org_unit_key: int) -> dict[str, Changes]:
    """By period id, zeros where nothing happened."""
    rows = data.rows("pages/complaint_changes", period_ids=tuple(period_ids), org_unit_key=org_unit_key)
    found = {row.period_id: Changes(*row) for row in rows}
    return {period_id: found.get(period_id, Changes(period_id)) for period_id in period_ids}


def read_categories(data: Snapshot, from_date: date, to_date: date, org_unit_key: int) -> list[Share]:
    rows = data.rows("pages/complaint_categories", from_date=from_date, to_date=to_date, org_unit_key=org_unit_key)
    return [Share(r.category_key, r.name_th, r.name_en, r.received) for r in rows]


def read_channels(data: Snapshot, from_date: date, to_date: date, org_unit_key: int) -> list[Share]:
    rows = data.rows("pages/complaint_channels", from_date=from_date, to_date=to_date, org_unit_key=org_unit_key)
    return [Share(r.channel_key, r.name_th, r.name_en, r.received, r.is_digital) for r in rows]


def read_areas(data: Snapshot, from_date: date, to_date: date, today: date, org_unit_key: int) -> list[Area]:
    """Areas with anything in the half-open stretch; due only before the Bangkok day `today`."""
    rows = data.rows(
        "pages/complaint_areas", from_date=from_date, to_date=to_date, today=today, org_unit_key=org_unit_key
    )
    return [Area(*row) for row in rows]


def read_hours(data: Snapshot, from_date: date, to_date: date, org_unit_key: int) -> dict[tuple[int, int], int]:
    """By (weekday 1 Monday to 7 Sunday, hour 0 to 23), only where complaints came in."""
    rows = data.rows("pages/complaint_hours", from_date=from_date, to_date=to_date, org_unit_key=org_unit_key)
    return {(row.weekday, row.hour): row.received for row in rows}


def read_ages(data: Snapshot, org_unit_key: int, on_date: date, edges: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Open at the end of a day, by org_unit_key (the chosen one and those below): one count for each age band.

    `edges` are the last days of the six bands, 3 to 90; what is older is not told.
    """
    since = {f"since_{edge}": on_date - timedelta(days=edge) for edge in edges}
    rows = data.rows("pages/complaint_ages", org_unit_key=org_unit_key, on_date=on_date, **since)
    return {row[0]: tuple(row[1:]) for row in rows}


def read_notes(data: Snapshot, subject: str, from_date: date, to_date: date) -> list[Note]:
    """The remarks that stand about days of the half-open stretch, in order."""
    return [Note(*row) for row in data.rows("pages/notes", subject=subject, from_date=from_date, to_date=to_date)]


def read_category_names(data: Snapshot) -> list[Share]:
    """Every category of the vocabulary, for the filter of the case table."""
    return [Share(r.category_key, r.name_th, r.name_en, 0) for r in data.rows("pages/complaint_categories_known")]


def read_open_cases(data: Snapshot, chosen: CaseFilter, limit: int, skip: int) -> list[OpenCase]:
    """A page of the open cases, oldest first, as of this instant."""
    rows = data.rows_now("pages/open_cases", **_values(chosen), limit_rows=limit, skip_rows=skip)
    return [OpenCase(*row) for row in rows]


def count_open_cases(data: Snapshot, chosen: CaseFilter) -> CaseCount:
    return CaseCount(*data.rows_now("pages/open_case_count", **_values(chosen))[0])


def read_source_states(data: Snapshot) -> list[SourceState]:
    """Every source the warehouse knows, as of this instant."""
    return [SourceState(*row) for row in data.rows_now("pages/source_states")]


def read_runs(data: Snapshot, run_keys: Sequence[int]) -> dict[int, RunFigures]:
    rows = data.rows_now("pages/run_figures", run_keys=tuple(run_keys))
    return {row.run_key: RunFigures(*row) for row in rows}


def read_reject_rules(data: Snapshot, contracts: Sequence[str]) -> list[RejectRule]:
    """Open rejects of the sources of these contracts by rule, most first."""
    return [RejectRule(*row) for row in data.rows_now("pages/reject_rules", contracts=tuple(contracts))]


def read_definition_rows(data: Snapshot, codes: Sequence[str]) -> list[DefinitionRow]:
    """The definitions in force, by code."""
    return [DefinitionRow(*row) for row in data.rows("pages/definitions", codes=tuple(codes))]


def read_measure_abouts(data: Snapshot, measures: Sequence[str]) -> list[MeasureAbout]:
    return [MeasureAbout(*row) for row in data.rows("pages/measures", measures=tuple(measures))]


def read_org_unit_name(data: Snapshot, org_unit_key: int, lang: str) -> str:
    for unit in data.rows("pages/frame_org_units"):
        if unit.org_unit_key == org_unit_key:
            return str(unit.name_th if lang == "th" else unit.name_en)
    return ""


def read_org_unit_names(data: Snapshot, lang: str) -> dict[int, str]:
    """Every org_unit's name by its key, in the order of the configuration."""
    return {u.org_unit_key: str(u.name_th if lang == "th" else u.name_en) for u in data.rows("pages/frame_org_units")}


def render_measure_query(data: Snapshot, name: str, period_id: str, org_unit_key: int, today: date) -> str:
    """The measure query with its values written in, in the warehouse's own dialect: what an auditor pastes."""
    values = {"period_ids": [period_id], "org_unit_keys": [org_unit_key], "today": today}
    found = query.load(name, data.dialect.name)
    return found.render(data.dialect, **{p.name: values[p.name] for p in found.params}) + ";"


def _values(chosen: CaseFilter) -> dict[str, object]:
    return {name: getattr(chosen, name) for name in CaseFilter.__slots__}
