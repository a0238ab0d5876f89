"""What the editor says of what was typed: faults at their fields and in sum, the formula in words, a conflict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components.headline import say_moment
from dashboard.components.icons import icon
from dashboard.components.states import banner
from dashboard.components.table import Column, table
from dashboard.pages.indicator_faults import (
    is_left_open,
    mark_formula,
    say_fault,
    say_fault_of_field,
    suggest_name,
)  # fmt: skip
from dashboard.pages.indicator_fields import FIELDS, NAMES, changed_controls, fill, merge, slot_of
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.messages import catalogue
from etl.errors import FormulaError
from etl.indicators.editing import Fault
from etl.indicators.fields import title_of
from etl.indicators.formula import parse, render
from etl.indicators.names import FormulaName
from etl.indicators.versions import StoredDefinition

MOST_NAMES = 14
_TITLES = {field.name: field.title for field in FIELDS}


def draw_slots(faults: Sequence[Fault], lang: str) -> list[Any]:
    """For each control what is wrong with it; what is only not filled in yet is said quietly."""
    said: dict[str, Any] = {}
    for fault in faults:
        class_name = "field__todo" if is_left_open(fault) else "field__wrong"
        said.setdefault(slot_of(fault.field), html.Span(say_fault(fault, lang), className=class_name))
    return [said.get(name, "") for name in NAMES]


def draw_check(
    context: PageContext, faults: Sequence[Fault], before: Mapping[str, Any], given: Mapping[str, Any],
    meanwhile: StoredDefinition | None, *, is_new: bool, is_marked: bool = False,
) -> list[Any]:  # fmt: skip
    """Whether it can be saved; which fields differ from what is stored; that somebody else has saved meanwhile."""
    lang = context.lang
    parts: list[Any] = []
    if meanwhile is not None:
        parts.append(
            banner("stale", "people-fill", t("indicator_editor.meanwhile", lang), _say_version(meanwhile, lang))
        )
    wrong = [f for f in faults if not is_left_open(f)]
    open_fields = [f for f in faults if is_left_open(f)]
    if not faults:
        parts.append(
            html.P([icon("check-circle-fill"), " ", t("indicator_editor.check_fine", lang)], className="check--fine")
        )
    if wrong:
        items = [html.Li(_link(fault, lang)) for fault in wrong]
        parts += [
            html.P(t("indicator_editor.check_wrong", lang, count=len(wrong)), className="check--wrong"),
            html.Ul(items),
        ]
    if open_fields:
        names = ", ".join(title_of(fault.field, lang) for fault in open_fields)
        parts.append(html.P(t("indicator_editor.check_open", lang, fields=names), className="soft"))
    changed = () if is_new else changed_controls(before, given)
    if not is_new and meanwhile is None:
        names = ", ".join(dict.fromkeys(title_of(_TITLES[name], lang) for name in changed))
        text = t("indicator_editor.changed", lang, fields=names) if changed else t("indicator_editor.unchanged", lang)
        parts.append(html.P(text, className="soft small"))
    if is_marked:
        parts.append(banner("stale", "flag-fill", "", t("indicator_editor.late_in_quarter", lang)))
    return parts


def draw_faults(faults: Sequence[Fault], lang: str) -> Any:
    """What stands in the way of saving, each line leading to its field."""
    items = [html.Li(_link(fault, lang)) for fault in faults]
    return [
        banner("error", "exclamation-circle", "", t("indicator_editor.not_saved", lang)),
        html.Ul(items, className="check--wrong"),
    ]


def _link(fault: Fault, lang: str) -> Any:
    slot = slot_of(fault.field)
    said = say_fault_of_field(fault, lang)
    return html.A(said, href=f"#ind-{slot}") if slot in NAMES else said


def draw_formula(formula: object, faults: Sequence[Fault], names: Sequence[FormulaName], lang: str) -> Any:
    """The formula in words; or the character at which it goes wrong."""
    text = formula if isinstance(formula, str) else ""
    if not text:
        return html.P(t("indicator_editor.formula_none", lang), className="soft")
    fault = next((f for f in faults if f.field == "formula" and f.position is not None), None)
    if fault is not None:
        near = suggest_name(text, fault, names, lang)
        return [
            mark_formula(text, fault),
            html.P(say_fault(fault, lang), className="field__wrong"),
            html.P(near) if near else "",
        ]
    titles = {one.name: one.title_th if lang == "th" else one.title_en for one in names}
    try:
        return html.P(render(parse(text), lambda name: titles.get(name, name)), className="formula-words")
    except FormulaError:
        return html.P(t("indicator_editor.formula_none", lang), className="soft")


def draw_names(names: Sequence[FormulaName], asked: str, lang: str) -> list[Any]:
    """The names whose code or title holds every word asked for; each is a button that puts it into the formula."""
    words = asked.casefold().split()
    found = [
        one for one in names if all(word in f"{one.name} {one.title_th} {one.title_en}".casefold() for word in words)
    ]
    if not found:
        return [html.P(t("indicator_editor.names_none", lang), className="soft small")]
    more = len(found) - MOST_NAMES
    buttons: list[Any] = [_draw_name(one, lang) for one in found[:MOST_NAMES]]
    return [
        *buttons,
        *([html.P(t("indicator_editor.names_more", lang, count=more), className="soft small")] if more > 0 else []),
    ]


def _draw_name(one: FormulaName, lang: str) -> Any:
    title = one.title_th if lang == "th" else one.title_en
    attributes: Any = {"data-insert": one.name}
    words = [html.Code(one.name), html.Span(title), html.Small(say_unit(one.unit, lang))]
    return html.Button(words, type="button", className="name-list__name", **attributes)


def say_unit(unit: str, lang: str) -> str:
    """The unit of a measure in the reader's language; one nobody has named is itself."""
    message_id = f"indicator_editor.unit_{unit.replace(' ', '_')}"
    return t(message_id, lang) if message_id in catalogue() else unit


def draw_conflict(
    context: PageContext, versions: Sequence[StoredDefinition], began_version: int, given: Mapping[str, Any]
) -> list[Any]:
    """Another person saved first: who, when, why; both people's values side by side; two ways to go on."""
    lang = context.lang
    standing = next(v for v in versions if v.valid_to_at is None)
    began = next((v for v in versions if v.version == began_version), versions[0])
    base, theirs = fill(began.definition), fill(standing.definition)
    merged = merge(base, theirs, given, take_theirs=False)
    rows = [
        [title_of(_TITLES[name], lang), _show(base[name]), _show(theirs[name]), _show(given.get(name))]
        for name in (*merged.conflicts, *merged.theirs_only)
    ]
    columns = [
        Column(t("indicator_editor.field", lang)),
        Column(t("indicator_editor.was", lang, version=began.version)),
        Column(t("indicator_editor.theirs", lang, name=standing.author, version=standing.version)),
        Column(t("indicator_editor.mine", lang)),
    ]
    lead = "meanwhile_both" if merged.conflicts else "meanwhile_apart"
    ways = (("mine", "merge_mine"), ("theirs", "merge_theirs")) if merged.conflicts else (("mine", "merge_apart"),)
    buttons = [fill_button(how, t(f"indicator_editor.{word}", lang)) for how, word in ways]
    return [
        banner("stale", "people-fill", t("indicator_editor.meanwhile", lang), _say_version(standing, lang)),
        html.P(t(f"indicator_editor.{lead}", lang)),
        table(columns, rows, label=t("indicator_editor.meanwhile", lang), class_name="stack conflict-table"),
        html.Div(buttons, className="editor__actions"),
    ]


def fill_button(how: str, text: str) -> Any:
    """A button that fills the form anew: `reset`, or `mine` and `theirs` of a merge."""
    given: Any = {"kind": "ind-fill", "how": how}
    return html.Button(text, id=given, type="button", n_clicks=0, className="btn btn-outline-secondary btn-sm")


def _show(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
    return text or "–"


def _say_version(stored: StoredDefinition, lang: str) -> str:
    at = say_moment(stored.valid_from_at, lang)
    return t("indicator_editor.saved_by", lang, version=stored.version, name=stored.author, at=at, reason=stored.reason)
