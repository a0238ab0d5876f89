"""The preview of a definition not yet saved: its last 12 periods beside the figures as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from pydantic import ValidationError

from dashboard import readers
from dashboard.components.chip import status_chip
from dashboard.components.sparkline import sparkline
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.editor_readers import read_preview
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number
from etl.errors import DefinitionError, FormulaError
from etl.indicators.definition import Definition, read_definition
from etl.indicators.editing import Fault, clean
from etl.indicators.evaluate import IndicatorValue

# what a value and its status depend on; a fault in one of them leaves nothing to show
PARTS = (
    "kind", "unit_th", "unit_en", "direction", "formula", "decimals", "frequency", "data_source", "contract", "owner",
    "thresholds", "levels", "is_stepped", "weight",
)  # fmt: skip
NEEDED = ("formula", "frequency", "data_source", "decimals")
BARE: Mapping[str, Any] = {
    "code": "NEW", "kind": "context", "name_th": "–", "name_en": "–", "description_th": "–", "description_en": "–",
    "unit_th": "–", "unit_en": "–", "direction": "none", "frequency": "monthly", "data_source": "none",
}  # fmt: skip


def key_of(raw: Mapping[str, Any], faults: Sequence[Fault]) -> dict[str, Any] | None:
    """What the preview depends on, as plain values; null while one of the needed parts is faulty."""
    wrong = {fault.field.split(".")[0] for fault in faults}
    if wrong & set(NEEDED) or (raw.get("data_source") == "system" and not raw.get("formula")):
        return None
    given = clean({name: raw.get(name) for name in PARTS if name not in wrong})
    return {name: _plain(value) for name, value in given.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | bool) or value is None else str(value)


def make_trial(what: Mapping[str, Any], code: str) -> Definition | None:
    """A definition that can be tried, whatever of its words is still missing; null where it cannot."""
    given = {
        **BARE,
        **{name: value for name, value in what.items() if name in PARTS},
        **({"code": code} if code else {}),
    }
    for _ in range(3):
        try:
            return read_definition(clean(given))
        except DefinitionError as error:
            part = error.field.split(".")[0]
            if part in NEEDED or part not in given:
                return None
            given.pop(part)
            given |= {part: BARE[part]} if part in BARE else {}
        except (FormulaError, ValidationError):
            return None
    return None


def draw_preview(context: PageContext, what: Mapping[str, Any], code: str) -> Any:
    """A line, the last value in words, and a table: period, value as it stands, value as it would be, status."""
    lang = context.lang
    definition = make_trial(what, code) if what else None
    if definition is None:
        return draw_waiting(lang)
    values = read_preview(context.data, definition, context.org_unit_key, context.as_of or context.now)
    if not values:
        return part_state("empty", t("indicator_editor.preview_none", lang))
    decimals = definition.decimals
    standing = readers.read_indicator_values(context.data, (code,), [v.period_id for v in values], context.org_unit_key)
    labels = _read_labels(context, values)
    floats = [None if v.value is None else float(v.value) for v in values]
    last = next((n for n in range(len(values) - 1, -1, -1) if floats[n] is not None), None)
    unit = definition.unit_th if lang == "th" else definition.unit_en
    rows = [
        _row(value, labels[value.period_id], standing.get((code, value.period_id)), decimals, lang)
        for value in reversed(values)
    ]
    columns = [
        Column(t("indicator_editor.period", lang)),
        Column(t("indicator_editor.before", lang), "number"),
        Column(t("indicator_editor.after", lang), "number"),
        Column(t("indicator_editor.status", lang)),
    ]
    lead: Any = t("indicator_editor.preview_no_value", lang)
    if last is not None:
        lead = [
            html.Strong(format_number(floats[last], decimals)),
            f" {'' if unit == '–' else unit} · {labels[values[last].period_id]}",
        ]
    where = readers.read_org_unit_name(context.data, context.org_unit_key, lang)
    return [
        html.P(lead, className="preview__lead"),
        sparkline(floats, t("indicator_editor.preview_title", lang)),
        html.P(t("indicator_editor.preview_note", lang, org_unit=where), className="soft small"),
        table(columns, rows, label=t("indicator_editor.preview_title", lang), class_name="preview__table"),
    ]


def draw_waiting(lang: str) -> Any:
    """What stands there until the needed parts are right."""
    return part_state("empty", t("indicator_editor.preview_not_yet", lang), t("indicator_editor.preview_wait", lang))


def _read_labels(context: PageContext, values: Sequence[IndicatorValue]) -> dict[str, str]:
    found = {v.period_id: readers.read_period(context.data, v.period_id) for v in values}
    return {key: period.label(context.lang) if period else key for key, period in found.items()}


def _row(value: IndicatorValue, label: str, standing: Any, decimals: int, lang: str) -> list[Any]:
    after = None if value.value is None else float(value.value)
    before = standing.value if standing else None
    shown = format_number(after, decimals)
    is_other = standing is not None and format_number(before, decimals) != shown
    status = value.status.value
    word = t(
        f"status.result_{status}" if status in ("on_track", "at_risk", "off_track") else f"status.{_word_of(status)}",
        lang,
    )
    return [
        label,
        format_number(before, decimals) if standing else MISSING,
        html.Strong(shown, className="preview__changed") if is_other else shown,
        status_chip(status, word),
    ]


def _word_of(status: str) -> str:
    return "no_target_short" if status == "no_target" else status
