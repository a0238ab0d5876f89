"""The form for a new order or improvement plan: about the figure a person came from, to the org_unit that answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html, no_update

from dashboard import readers
from dashboard.address import make_search
from dashboard.components.attributes import data
from dashboard.components.chip import status_chip
from dashboard.components.day_fields import PARTS as DAY_PARTS
from dashboard.components.day_fields import day_fields, read_day
from dashboard.components.headline import status_word
from dashboard.components.order_lines import Figure, figure_row
from dashboard.components.section import section_card
from dashboard.context import read_context
from dashboard.orders_readers import find_order
from dashboard.pages.ground import Ground, make_indicator, read_ground
from dashboard.pages.order_marks import ANSWERERS, kinds_of, new_href, sign
from dashboard.pages.orders_acts import say_busy, say_refusal
from dashboard.pages.orders_lines import say_value
from dashboard.registry import PageContext, Registry
from dashboard.section import is_of_database
from dashboard.text import t
from dashboard.text.formats import MISSING
from etl.calendar_th import bangkok_date
from etl.errors import DefinitionError
from etl.indicators.definition import from_json
from etl.indicators.orders import MAX_PERSON, MAX_TEXT, MAX_TITLE, PARTS, Draft, OrderRule, give, refuse

DEFAULT_DAYS = 15  # from the day it is given to the day it is due
YEARS_AHEAD = 6
ALL_PARTS = tuple(part for parts in PARTS.values() for part in parts)
FIELDS = ("code", "owner", "owner_person", "title", *ALL_PARTS)


def register(registry: Registry) -> None:
    @registry.callback(
        Output("order-new-said", "children"),
        Output("url", "search", allow_duplicate=True),
        Input("order-give", "n_clicks"),
        State("order-about", "data"),
        *(State(f"order-{name}", "value") for name in FIELDS),
        *(State(f"order-due-{part}", "value") for part in DAY_PARTS),
        State("url", "pathname"),
        State("url", "search"),
        roles=ANSWERERS,
        prevent_initial_call=True,
    )
    def give_order(clicks: object, about: object, *given: object) -> tuple[Any, Any]:
        *values, day, month, year, pathname, search = given
        if not clicks:
            return no_update, no_update
        context = read_context(pathname, search)
        fields = {name: value if isinstance(value, str) else "" for name, value in zip(FIELDS, values, strict=True)}
        try:
            key = _give(context, about if isinstance(about, dict) else {}, fields, (day, month, year))
        except DefinitionError as error:
            return say_refusal(error, context.lang), no_update
        except Exception as error:
            if not is_of_database(error):
                raise
            return say_busy(error, context.lang), no_update
        search = {"period": context.period_id, "org": context.org_unit_code, "lang": context.lang, "order": str(key)}
        return [], make_search(search)


def _give(
    context: PageContext, about: Mapping[str, object], fields: Mapping[str, str], day: tuple[object, object, object]
) -> int:
    """Nothing given is trusted; what was open to this role when the form was drawn is asked again."""
    kind = about.get("kind")
    if kind not in kinds_of(context.person.role) or not isinstance(kind, str):
        refuse("kind", OrderRule.NOT_A_CHOICE, "This role does not give that.")
    due, of_order = read_day(*day), about.get("of_order")
    if due is None:
        refuse("due_date", OrderRule.DAY, "This is not a day.")
    period, org = about.get("period"), about.get("org")
    draft = Draft(
        kind=kind,
        title=fields["title"],
        body={part: fields[part] for part in PARTS[kind]},
        owner=fields["owner"],
        owner_person=fields["owner_person"],
        due_date=due,
        code=fields["code"] or None,
        period_id=period if isinstance(period, str) and fields["code"] else None,
        org_unit=org if isinstance(org, str) else None,
        of_order=of_order if type(of_order) is int and abs(of_order) < 2**62 else None,
    )
    with context.pen.begin() as connection:
        key = give(connection, draft, author=sign(context), at=context.now)
        # before the commit: an order without its line in the audit log must not stand
        context.record(
            "give_order", order=key, kind=kind, indicator=draft.code, period=draft.period_id, org=draft.org_unit,
            owner=draft.owner, due_date=due.isoformat(), title=draft.title,
        )  # fmt: skip
    return key


def draw_form(context: PageContext) -> Any:
    """About the figure the address names, if any; the plan's five parts where a plan is written."""
    lang, kind = context.lang, context.params["new"]
    definitions = {row.code: from_json(row.body) for row in context.data.rows("pages/definitions_open", kind="tracked")}
    asked = context.params.get("code", "")
    code = asked if asked in definitions else ""
    of_order = _read_of_order(context)
    if of_order is not None and of_order.code in definitions:
        code = of_order.code or ""
    today = bangkok_date(context.now)
    about = {
        "kind": kind, "period": context.period_id, "org": context.org_unit_code,
        "of_order": of_order.order_key if of_order else None,
    }  # fmt: skip
    indicators = [{"value": "", "label": t("orders.no_indicator", lang)}]
    for one in definitions.values():
        name = one.name_th if lang == "th" else one.name_en
        indicators.append({"value": one.code, "label": f"{one.code} {name}"[:110]})
    units = context.data.rows("pages/frame_org_units")
    owners = [{"value": "", "label": t("orders.choose_owner", lang)}]
    owners += [{"value": u.code, "label": str(u.name_th if lang == "th" else u.name_en)} for u in units]
    owner = (definitions[code].owner if code else None) or (of_order.owner_code if of_order else "")
    if not owner and context.org_unit_key != units[0].org_unit_key:
        owner = context.org_unit_code
    fields = [
        _field("code", dbc.Select(id="order-code", options=indicators, value=code, size="sm"), lang, wide=True),
        _field("owner", dbc.Select(id="order-owner", options=owners, value=owner or "", size="sm"), lang),
        _field("owner_person", _text("owner_person", MAX_PERSON), lang),
        _field("title", _text("title", MAX_TITLE), lang, wide=True),
        *(_part(part, lang, is_shown=part in PARTS[kind]) for part in ALL_PARTS),
        _field(
            "due_date",
            day_fields("order-due", today + timedelta(days=DEFAULT_DAYS),
                       range(today.year, today.year + YEARS_AHEAD), lang),
            lang, wide=True, is_group=True,
        ),
    ]  # fmt: skip
    button = html.Button(
        t(f"orders.save_{kind}", lang), id="order-give", type="button", n_clicks=0, className="btn btn-primary btn-sm"
    )
    other = next((other for other in kinds_of(context.person.role) if other != kind), None)
    switch = []
    if other is not None:
        words, href = t(f"orders.rather_{other}", lang), new_href(context, code or None, other)
        switch.append(dcc.Link(words, href=href, className="btn btn-sm btn-link"))
    figure = _draw_figure(context, code) if code else None
    body = [
        html.P(t(f"orders.form_help_{kind}", lang), className="soft"),
        *([html.P([t("orders.field_of_order", lang), ": ", html.Strong(of_order.title)])] if of_order else []),
        *([figure] if figure is not None else []),
        dcc.Store(id="order-about", data=about),
        html.Div(fields, className="progress-form", **data(writing="")),
        html.Div([button, *switch], className="progress-actions"),
        html.Div(id="order-new-said", role="status"),
    ]
    return section_card(t(f"orders.give_{kind}", lang), body)


def _read_of_order(context: PageContext) -> Any:
    asked = context.params.get("of", "")
    return find_order(context.data, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None


def _draw_figure(context: PageContext, code: str) -> Any:
    """The figure the order is about, as the tile shows it: it is kept with the order."""
    ground = read_ground(context, (code,))
    if ground is None or code not in ground.definitions:
        return None
    return figure_row([read_figure(context, ground, code)])


def read_figure(context: PageContext, ground: Ground, code: str) -> Figure:
    lang, period = context.lang, ground.scene.period
    indicator = make_indicator(ground.definitions[code], context)
    found = ground.values.get((code, period.period_id))
    where = f"{period.label(lang)} · {readers.read_org_unit_name(context.data, context.org_unit_key, lang)}"
    if found is None:
        return Figure(indicator.name, MISSING, where)
    is_proposed = found.target_state == "proposed"
    word = status_word(found.status, indicator.is_context, period.is_unfinished(ground.scene.today), is_proposed, lang)
    chip = status_chip("proposed" if is_proposed and found.status == "no_target" else found.status, word)
    return Figure(indicator.name, say_value(indicator, found.value), where, chip)


def _field(name: str, control: Any, lang: str, *, wide: bool = False, is_group: bool = False) -> Any:
    words = [html.Span(t(f"orders.field_{name}", lang)), control]
    class_name = "progress-field progress-field--wide" if wide else "progress-field"
    return html.Div(words, className=class_name) if is_group else html.Label(words, className=class_name)


def _part(name: str, lang: str, *, is_shown: bool) -> html.Label:
    """A part of the other kind is there but not shown: the callback reads the same fields for both."""
    area = dbc.Textarea(id=f"order-{name}", value="", rows=3, maxLength=MAX_TEXT, size="sm")
    hint = html.Small(t(f"orders.hint_{name}", lang), className="faint")
    shown = "progress-field progress-field--wide" if is_shown else "d-none"
    return html.Label([html.Span(t(f"orders.field_{name}", lang)), hint, area], className=shown)


def _text(name: str, most: int) -> Any:
    return dbc.Input(id=f"order-{name}", type="text", value="", maxLength=most, size="sm")
