"""The tables of the overview as they leave: what came in and changed, and the sources behind the figures."""

from __future__ import annotations

from dashboard import readers
from dashboard.registry import PageContext
from dashboard.reports.tables import ReportColumn, ReportTable
from dashboard.rows import PeriodChosen, SourceState
from dashboard.text import t

# what is counted -> whether more of it is good, bad or neither
CHANGE_ITEMS = {
    "received": "none", "finished": "higher", "reopened": "lower", "forwarded": "none", "over30_in": "lower",
}  # fmt: skip
CHANGE_PERIODS = (("L7", "L7~then"), ("L30", "L30~then"))


def changes_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """Always the last 7 and 30 whole days beside those before them, whatever period is chosen."""
    lang = context.lang
    ids = [period_id for pair in CHANGE_PERIODS for period_id in pair]
    changes = readers.read_changes(context.data, ids, context.org_unit_key)
    names = ("days_7", "days_7_then", "days_30", "days_30_then")
    columns = [
        ReportColumn(t("overview.what", lang)),
        *(ReportColumn(t(f"overview.{name}", lang), "number") for name in names),
    ]
    rows = [[t(f"overview.{item}", lang), *(getattr(changes[i], item) for i in ids)] for item in CHANGE_ITEMS]
    return ReportTable(t("overview.changes", lang), columns, rows)


def sources_table(context: PageContext, period: PeriodChosen) -> ReportTable:
    """The connected sources as of this instant."""
    lang = context.lang
    names = ("system", "source", "state")
    columns = [
        *(ReportColumn(t(f"overview.{name}", lang)) for name in names),
        ReportColumn(t("overview.last_read", lang), "instant"),
        ReportColumn(t("overview.promise_hours", lang), "number"),
        ReportColumn(t("overview.rejects", lang), "number"),
    ]
    rows = [
        [
            t(f"overview.system_{s.contract}", lang),
            s.title(lang),
            _say_state(s, context),
            s.read_at,
            s.fresh_within_seconds / 3600,
            s.open_rejects,
        ]
        for s in readers.read_source_states(context.data)
        if s.is_connected
    ]
    return ReportTable(t("overview.systems", lang), columns, rows)


def _say_state(source: SourceState, context: PageContext) -> str:
    lang = context.lang
    if source.read_at is None:
        word = t("overview.never_read", lang)
    else:
        word = t("status.stale" if source.is_late(context.now) else "overview.current", lang)
    return f"{word} · {t('frame.sample', lang)}" if source.is_sample else word
