"""The form of one value: its place is chosen in the address, what is typed stays until it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.components.attributes import aria, data
from dashboard.components.icons import icon
from dashboard.components.list_tools import filter_bar, select_filter
from dashboard.components.section import section_card
from dashboard.components.states import banner
from dashboard.entry_readers import EntryRow, HandIndicator, read_entries
from dashboard.pages.entries_ground import PATH, WRITERS, EntryGround
from dashboard.pages.entries_lines import say_standing, say_value
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_date, format_instant
from etl.calendar_th import Period
from etl.indicators import evidence
from etl.indicators.definition import Definition
from etl.indicators.entry_values import MOST_LINK, MOST_SIGNS, MOST_TEXT
from etl.indicators.rounds import GRAINS, last_day_in_time

MOST_ROUNDS = 24


@dataclass(frozen=True)
class Chosen:
    """The place of the form, and what was entered for its indicator."""

    indicator: HandIndicator
    period: Period
    org_unit_code: str
    rows: Sequence[EntryRow]

    def here(self, *states: str) -> EntryRow | None:
        """The newest entry of the place in one of the states."""
        place = (self.period.period_id, self.org_unit_code)
        found = (r for r in self.rows if (r.period_id, r.org_unit_code) == place and r.state in states)
        return next(found, None)

    @property
    def seen(self) -> int:
        row = self.here("waiting", "approved")
        return row.entry_key if row else 0


def draw_form(context: PageContext, ground: EntryGround) -> Any:
    """Only for those who may enter, and where there is anything to enter."""
    if context.person.role not in WRITERS or not ground.indicators:
        return None
    lang, chosen = context.lang, choose_place(context, ground)
    title = t("entries.form", lang)
    body: list[Any] = [_draw_choices(context, ground, chosen)]
    if chosen is not None:
        body.append(html.Div([_draw_fields(context, chosen), _draw_about(context, chosen)], className="entry-form"))
    return section_card(title, body, note=t("entries.form_note", lang), class_name="entry-card")


def choose_place(context: PageContext, ground: EntryGround) -> Chosen | None:
    """As the address asks; its last ended period, of the whole municipality, where it asks for none that there is.

    Null where it names no indicator: a page drawn anew must not move another one under the hands of who types.
    """
    indicator = ground.find(context.params.get("code", ""))
    periods = rounds_of(ground, indicator) if indicator else []
    if indicator is None or not periods:
        return None
    ended = [p for p in periods if p.ends_on <= ground.today]
    wanted, unit = context.params.get("round", ""), context.params.get("unit", "")
    period = next((p for p in periods if p.period_id == wanted), (ended or periods)[0])
    codes = {u.code for u in context.data.rows("pages/frame_org_units")}
    rows = read_entries(context.data, code=indicator.code)
    return Chosen(indicator, period, unit if unit in codes else ground.root, rows)


def rounds_of(ground: EntryGround, indicator: HandIndicator) -> list[Period]:
    """The periods a value may be given for, the newest first."""
    grain = GRAINS[indicator.definition.frequency]
    return [period for period in ground.periods if period.grain == grain][:MOST_ROUNDS]


def _draw_choices(context: PageContext, ground: EntryGround, chosen: Chosen | None) -> html.Div:
    lang, is_thai = context.lang, context.lang == "th"
    indicators = [(one.code, f"{one.code} {one.name(lang)}"[:90]) for one in ground.indicators]
    code = chosen.indicator.code if chosen else ""
    label, choose = t("entries.column_indicator", lang), t("entries.choose_indicator", lang)
    fields = [select_filter("code", code, indicators, label=label, all_word=choose)]
    if chosen is not None:
        periods = [(p.period_id, p.label_th if is_thai else p.label_en) for p in rounds_of(ground, chosen.indicator)]
        units = [(u.code, u.name_th if is_thai else u.name_en) for u in context.data.rows("pages/frame_org_units")]
        fields += [
            select_filter("round", chosen.period.period_id, periods, label=t("entries.column_round", lang)),
            select_filter("unit", chosen.org_unit_code, units, label=t("entries.field_org_unit", lang)),
        ]
    return filter_bar(*fields)


def _draw_fields(context: PageContext, chosen: Chosen) -> html.Div:
    """What is typed is kept by the browser for this place: a page drawn anew, or a reload, brings it back."""
    lang = context.lang
    place = {"code": chosen.indicator.code, "period": chosen.period.period_id, "unit": chosen.org_unit_code}
    kept: Any = {"persistence": "|".join(place.values()), "persistence_type": "session"}
    label = f"{t('entries.field_value', lang)} ({chosen.indicator.unit(lang)})"
    value = dbc.Input(
        id="entry-value", type="text", inputMode="decimal", value="", maxLength=MOST_SIGNS, size="sm", **kept
    )
    words = dbc.Textarea(
        id="entry-evidence", value="", maxLength=MOST_TEXT, rows=3, size="sm",
        placeholder=t("entries.evidence_hint", lang), **kept,
    )  # fmt: skip
    link = dbc.Input(
        id="entry-link", type="url", value="", maxLength=MOST_LINK, size="sm", placeholder="https://", **kept
    )
    pick = html.Button(
        [icon("paperclip"), " ", t("entries.choose_file", lang)],
        type="button", className="btn btn-sm btn-outline-secondary",
        **data(
            pick="evidence", to=f"{PATH}/evidence", accept=",".join(f".{ending}" for ending in evidence.KINDS),
            most=str(evidence.MOST_BYTES), too_large=t("entries.refused_file_size", lang),
            failed=t("entries.upload_failed", lang), place=kept["persistence"], remove=t("entries.remove_file", lang),
        ),
    )  # fmt: skip
    file = html.Div(
        [pick, html.Span(className="entry-file", id="entry-file-said", **aria(live="polite"))], className="entry-pick"
    )
    save = html.Button(
        t("entries.save", lang), id="entry-save", type="button", n_clicks=0, className="btn btn-primary btn-sm"
    )
    return html.Div(
        [
            _field(label, value),
            _field(t("entries.field_evidence", lang), words),
            _field(t("entries.field_link", lang), link),
            html.Div([html.Span(t("entries.field_file", lang)), file], className="progress-field"),
            html.P(t("entries.file_help", lang), className="soft"),
            dcc.Store(id="entry-file"),  # {name, hash} of the file that arrived, set by assets/js/60-entries.js
            dcc.Store(id="entry-place", data={**place, "seen": chosen.seen}),
            html.Div([save], className="progress-actions"),
            html.Div(id="entry-said", role="status"),
        ],
        className="entry-fields",
        **data(writing="1"),  # not drawn anew under the hands of who types
    )


def _field(label: str, control: Any) -> html.Label:
    return html.Label([html.Span(label), control], className="progress-field")


def _draw_about(context: PageContext, chosen: Chosen) -> html.Div:
    """What is measured, by when it is due, and what stands already: nobody enters a value without seeing it."""
    lang, definition = context.lang, chosen.indicator.definition
    period = chosen.period
    meaning = definition.description_th if lang == "th" else definition.description_en
    parts: list[Any] = [html.P(meaning)]
    waiting, approved = chosen.here("waiting"), chosen.here("approved")
    if waiting is not None:
        parts.append(say_standing(waiting, definition, lang))
    newest = waiting or approved
    if newest is not None and newest.is_closed:
        parts.append(banner("stale", "lock", "", t("entries.closed", lang)))
    facts = [
        (t("entries.column_due", lang), format_date(last_day_in_time(period), lang, "long")),
        (t("entries.fact_owner", lang), _say_owner(context, definition)),
    ]
    if definition.keeper:
        facts.append((t("entries.column_keeper", lang), definition.keeper))
    if approved is not None:
        said = say_value(approved.value, definition, lang)
        facts.append((t("entries.fact_standing", lang), f"{said} ({format_instant(approved.decided_at, lang)})"))
    rows = [r for r in chosen.rows if r.state == "approved" and r.org_unit_code == chosen.org_unit_code]
    earlier = [
        (t("entries.fact_earlier", lang, period=row.period(lang)), say_value(row.value, definition, lang))
        for row in rows
        if row.period_id != period.period_id
    ]
    facts += earlier[:3]
    if approved is None and not earlier:
        facts.append((t("entries.fact_standing", lang), t("entries.fact_none", lang)))
    listed = [part for name, what in facts for part in (html.Dt(name), html.Dd(what))]
    parts.append(html.Dl(listed, className="facts"))
    return html.Div(parts, className="entry-about")


def _say_owner(context: PageContext, definition: Definition) -> str:
    for unit in context.settings.config.org_units:
        if unit.code == definition.owner:
            return unit.name_th if context.lang == "th" else unit.name_en
    return t("entries.no_owner", context.lang)
