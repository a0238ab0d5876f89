"""The editor at work: what was typed is looked at, tried on the last 12 periods, saved; of two people none loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dash import ALL, Input, Output, State, ctx, no_update

from dashboard.address import make_search
from dashboard.components.states import banner
from dashboard.context import read_context
from dashboard.editor_readers import (
    read_editing_ground,
    read_formula_names,
    read_plan_choices,
    read_versions,
)
from dashboard.pages.indicator_check import draw_check, draw_conflict, draw_faults, draw_formula, draw_names, draw_slots
from dashboard.pages.indicator_editor import EDITORS
from dashboard.pages.indicator_fields import EMPTY, NAMES, collect, fill, merge
from dashboard.pages.indicator_preview import draw_preview, key_of
from dashboard.registry import PageContext, Registry
from dashboard.section import is_of_database, log_failure
from dashboard.text import t
from etl import requests
from etl.errors import DefinitionError, FormulaError
from etl.indicators.definition import Definition, Rule
from etl.indicators.editing import Fault, find_faults, save_definition
from etl.indicators.marks import find_late_definitions
from etl.indicators.names import list_names
from etl.indicators.versions import StoredDefinition

VALUES = tuple(f"ind-{name}" for name in NAMES)
PLACE = (State("url", "pathname"), State("url", "search"))
MAX_FORMULA = 2_500


def register(registry: Registry) -> None:
    @registry.callback(
        *(Output(f"ind-fault-{name}", "children") for name in NAMES),
        Output("ind-check", "children"),
        Output("ind-formula-said", "children"),
        Output("ind-preview-what", "data"),
        *(Input(name, "value") for name in VALUES),
        State("ind-base", "data"),
        State("ind-preview-what", "data"),
        *PLACE,
        roles=EDITORS,
    )
    def look(*given: object) -> tuple[Any, ...]:
        *values, base, tried, pathname, search = given
        return look_at(read_context(pathname, search), dict(zip(NAMES, values, strict=True)), base, tried)

    @registry.callback(
        Output("ind-preview", "children"),
        Input("ind-preview-what", "data"),
        State("ind-base", "data"),
        *PLACE,
        roles=EDITORS,
        prevent_initial_call=True,
    )
    def try_out(what: object, base: object, pathname: object, search: object) -> Any:
        context = read_context(pathname, search)
        return draw_preview(context, what if isinstance(what, dict) else {}, read_base(base)[0])

    @registry.callback(
        Output("ind-names", "children"),
        Input("ind-names-q", "value"),
        State("url", "search"),
        *PLACE[:1],
        roles=EDITORS,
    )
    def find_names(asked: object, search: object, pathname: object) -> Any:
        context = read_context(pathname, search)
        return draw_names(read_formula_names(context.data), asked if isinstance(asked, str) else "", context.lang)

    @registry.callback(
        Output("ind-said", "children"),
        Output("ind-fault-reason", "children"),
        Output("url", "pathname", allow_duplicate=True),
        Output("url", "search", allow_duplicate=True),
        Input("ind-save", "n_clicks"),
        *(State(name, "value") for name in VALUES),
        State("ind-reason", "value"),
        State("ind-base", "data"),
        *PLACE,
        roles=EDITORS,
        prevent_initial_call=True,
    )
    def save(clicks: object, *given: object) -> tuple[Any, ...]:
        *values, reason, base, pathname, search = given
        if not clicks:
            return (no_update,) * 4
        context = read_context(pathname, search)
        return save_form(context, dict(zip(NAMES, values, strict=True)), reason, base)

    @registry.callback(
        *(Output(name, "value") for name in VALUES),
        Output("ind-base", "data"),
        Output("ind-said", "children", allow_duplicate=True),
        Input({"kind": "ind-fill", "how": ALL}, "n_clicks"),
        *(State(name, "value") for name in VALUES),
        State("ind-base", "data"),
        *PLACE,
        roles=EDITORS,
        prevent_initial_call=True,
    )
    def fill_in(_clicks: object, *given: object) -> tuple[Any, ...]:
        *values, base, pathname, search = given
        pressed: Any = ctx.triggered_id
        if not pressed or not ctx.triggered[0]["value"]:  # a button that has just appeared is not yet pressed
            return (no_update,) * (len(VALUES) + 2)
        context = read_context(pathname, search)
        return fill_form(context, pressed["how"], dict(zip(NAMES, values, strict=True)), base)


def read_base(base: object) -> tuple[str, int]:
    """Code and version the person began from; ("", 0) for a new indicator."""
    code, version = (base.get("code"), base.get("version")) if isinstance(base, dict) else (None, None)
    is_right = isinstance(code, str) and type(version) is int and 0 < version < 2**31
    return (str(code), version) if is_right and code else ("", 0)  # type: ignore[return-value]


def _read_form(
    context: PageContext, given: Mapping[str, object], base: object
) -> tuple[dict[str, Any], StoredDefinition | None]:
    """What was typed as a raw definition, and the open version it would replace."""
    code, _ = read_base(base)
    stored = next((v for v in read_versions(context.data, code) if v.valid_to_at is None), None) if code else None
    raw = collect(given, stored.definition if stored else None, read_plan_choices(context.data))
    return ({**raw, "code": code} if code else raw), stored


def look_at(context: PageContext, given: Mapping[str, object], base: object, tried: object) -> tuple[Any, ...]:
    """What is wrong at each field, in sum, and what the preview should try."""
    code, version = read_base(base)
    raw, stored = _read_form(context, given, base)
    ground = read_editing_ground(context.data)
    definition, faults = find_faults(raw, ground)
    if not code and ground.version_of(raw.get("code")):
        faults = (*(f for f in faults if f.field != "code"), Fault("code", Rule.DOUBLED.value, "It exists already."))
    names = list_names(ground.names)
    what = key_of(raw, faults)
    before = fill(stored.definition) if stored else dict(EMPTY)
    meanwhile = stored if stored is not None and stored.version != version else None
    return (
        *draw_slots(faults, context.lang),
        draw_check(
            context,
            faults,
            before,
            given,
            meanwhile,
            is_new=not code,
            is_marked=_is_marked(stored, definition, context.now),
        ),
        draw_formula(raw.get("formula"), faults, names, context.lang),
        no_update if what == tried else what,
    )


def _is_marked(stored: StoredDefinition | None, changed: Definition | None, at: datetime) -> bool:
    """Whether the change would be marked as one made late in a quarter."""
    if stored is None or changed is None:
        return False
    return bool(find_late_definitions((stored, replace(stored, definition=changed, valid_from_at=at))))


def save_form(context: PageContext, given: Mapping[str, object], reason: object, base: object) -> tuple[Any, ...]:
    """Stored, with its line in the audit log and a rescore asked for, or said why not; what was typed stays."""
    lang = context.lang
    _, version = read_base(base)
    raw, _ = _read_form(context, given, base)
    author, at = context.person.username, context.now
    try:
        with context.pen.begin() as connection:
            stored = save_definition(
                connection, raw, base_version=version, author=author,
                reason=reason if isinstance(reason, str) else "", at=at,
            )  # fmt: skip
            if stored.version == version:
                return (
                    banner("stale", "info-circle", "", t("indicator_editor.nothing_changed", lang)),
                    "",
                    no_update,
                    no_update,
                )
            requests.ask(connection, "rescore", asked_by=author, at=at)
            # before the commit: a change without its line in the audit log must not stand
            context.record("save_definition", indicator=stored.code, version=stored.version, reason=stored.reason)
    except (DefinitionError, FormulaError) as error:
        return _refuse(context, error, raw, given, base)
    except Exception as error:
        if not is_of_database(error):
            raise
        # a load holds the pen for longer than we wait
        reference = log_failure(error, "a definition could not be written")
        text = f"{t('indicator_editor.busy', lang)} ({t('frame.reference', lang, reference=reference)})"
        return banner("error", "hourglass-split", "", text), "", no_update, no_update
    search = make_search(
        {"period": context.period_id, "org": context.org_unit_code, "lang": lang, "saved": str(stored.version)}
    )
    return [], "", f"/indicators/{stored.code}/edit", search


def _refuse(
    context: PageContext, error: DefinitionError | FormulaError, raw: Mapping[str, Any], given: Mapping[str, object],
    base: object,
) -> tuple[Any, ...]:  # fmt: skip
    lang = context.lang
    if error.message_id == Rule.CHANGED_MEANWHILE.value:
        code, version = read_base(base)
        return draw_conflict(context, read_versions(context.data, code), version, given), "", no_update, no_update
    if isinstance(error, DefinitionError) and error.field == "reason":
        said = t("indicator_editor.wrong_reason", lang)
        return banner("error", "exclamation-circle", "", said), said, no_update, no_update
    _, faults = find_faults(raw, read_editing_ground(context.data))
    if not faults:
        field = error.field if isinstance(error, DefinitionError) else "formula"
        faults = (Fault(field, error.message_id, str(error)),)
    return draw_faults(faults, lang), "", no_update, no_update


def fill_form(context: PageContext, button: str, given: Mapping[str, Any], base: object) -> tuple[Any, ...]:
    """The controls filled anew: as stored, or both people's changes put together on the version that stands now."""
    code, version = read_base(base)
    versions = read_versions(context.data, code) if code else []
    standing = next((v for v in versions if v.valid_to_at is None), None)
    if standing is None:
        return (*(EMPTY[name] for name in NAMES), {"code": "", "version": 0}, [])
    now, theirs = {"code": code, "version": standing.version}, fill(standing.definition)
    began = next((v for v in versions if v.version == version), None)
    if button == "reset" or began is None:
        return (*(theirs[name] for name in NAMES), now, [])
    merged = merge(fill(began.definition), theirs, given, take_theirs=button == "theirs")
    said = t("indicator_editor.merged", context.lang, version=standing.version)
    # what stays as typed is left alone, so that the browser goes on keeping it
    values = (no_update if merged.values[name] == given[name] else merged.values[name] for name in NAMES)
    return (*values, now, banner("done", "check-circle-fill", "", said))
