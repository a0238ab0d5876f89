"""A closed period's report as it leaves: what was reported, and beside it what was restated since."""

from __future__ import annotations

from dashboard.closing_readers import ClosingRow, ReportedRow, read_closings, read_reported
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen
from dashboard.text import t
from dashboard.text.formats import format_instant
from etl.indicators.definition import from_json

# heading -> kind
COLUMNS = {
    "code": "text", "indicator": "text", "unit": "text", "version": "number", "value_reported": "number",
    "target": "number", "target_state": "text", "status": "text", "score": "number", "run": "number",
    "value_restated": "number", "target_restated": "number", "status_restated": "text", "cause": "text",
    "noticed": "instant", "reason": "text",
}  # fmt: skip
DECIMALS = {"version": 0, "run": 0, "score": 4}


def choose_closing(context: PageContext) -> ClosingRow | None:
    """Of the chosen period: the closing the address names, else the last one; None where it was never closed."""
    found = [c for c in read_closings(context.data, context.org_unit_key) if c.period_id == context.period_id]
    asked = context.params.get("closing", "")
    return next((c for c in found if str(c.closing_key) == asked), found[0] if found else None)


def report_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    lang, closing = context.lang, choose_closing(context)
    columns = [
        ReportColumn(t(f"closing.{name}", lang), kind, DECIMALS.get(name, 6))  # type: ignore[arg-type]
        for name, kind in COLUMNS.items()
    ]
    rows = read_reported(context.data, closing.closing_key, context.org_unit_key) if closing else []
    title = t("closing.report", lang, period=period.label(lang))
    return ReportTable(title, columns, [_cells(row, lang) for row in rows], t("closing.short", lang))


def _cells(row: ReportedRow, lang: str) -> list[object]:
    definition = from_json(row.body)
    name, unit = (definition.name_th, definition.unit_th) if lang == "th" else (definition.name_en, definition.unit_en)
    state = t(f"explain.state_{row.target_state}", lang) if row.target_state else None
    return [
        row.code, name, unit, row.version, row.value, row.target, state, _say_status(row.status, lang), row.score,
        row.run_key, row.new_value, row.new_target, _say_status(row.new_status, lang),
        t(f"closing.cause_{row.cause}", lang) if row.cause else None, row.noticed_at, row.reason,
    ]  # fmt: skip


def _say_status(status: str | None, lang: str) -> str | None:
    """In words of a result: the period is over."""
    if status is None:
        return None
    return t(f"status.result_{status}" if status in ("on_track", "at_risk", "off_track") else f"status.{status}", lang)


def report_filters(context: PageContext, period: PeriodChosen) -> tuple[tuple[str, str], ...]:
    closing = choose_closing(context)
    if closing is None:
        return ()
    lang = context.lang
    said = [(t("closing.closed_by", lang), f"{closing.closed_by} {format_instant(closing.closed_at, lang)}")]
    if closing.reopened_at is not None:
        said.append((t("closing.state_reopened", lang), format_instant(closing.reopened_at, lang)))
    return tuple(said)


def report_notes(context: PageContext, period: PeriodChosen) -> tuple[str, ...]:
    closing = choose_closing(context)
    return (closing.note,) if closing is not None and closing.note else ()
