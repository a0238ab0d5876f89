"""`/indicators/new` and `/indicators/<code>/edit`: the form in which the strategy office defines an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.access.person import STRATEGY
from dashboard.components.attributes import data
from dashboard.components.icons import icon
from dashboard.components.page_head import page_head
from dashboard.components.states import banner, page_state
from dashboard.editor_readers import read_editing_ground, read_plan_choices, read_versions
from dashboard.pages.indicator_check import fill_button
from dashboard.pages.indicator_controls import Controls, read_options
from dashboard.pages.indicator_fields import EMPTY, SECTIONS, fill
from dashboard.pages.indicator_preview import draw_waiting
from dashboard.registry import PageContext, Registry
from dashboard.text import t
from etl.indicators.editing import MAX_REASON, changed_fields
from etl.indicators.fields import title_of
from etl.indicators.versions import StoredDefinition

EDITORS = (STRATEGY,)


def register(registry: Registry) -> None:
    shared: Any = {"icon": "pencil-square", "order": None, "roles": EDITORS, "needs_data": False}
    registry.register_page(
        path="/indicators/new", name_id="indicator_editor.new_menu", title_id="indicator_editor.new_title",
        body=draw_new, is_live=lambda _: True, **shared,
    )  # fmt: skip
    registry.register_page(
        path="/indicators/<code>/edit", name_id="indicator_editor.edit_menu", title_id="indicator_editor.edit_title",
        body=draw_edit, is_live=lambda _: True, **shared,
    )  # fmt: skip


def draw_new(context: PageContext) -> Any:
    """An empty form, or one filled from the indicator `?from=` names."""
    pattern = read_editing_ground(context.data).stored.get(context.params.get("from", ""))
    values = {**fill(pattern.definition), "code": ""} if pattern else dict(EMPTY)
    head = page_head(t("indicator_editor.new_title", context.lang), t("indicator_editor.new_lead", context.lang))
    return [head, *_draw_form(context, values, code="", version=0)]


def draw_edit(context: PageContext) -> Any:
    lang, code = context.lang, context.parts["code"]
    versions = read_versions(context.data, code)
    stored = next((v for v in versions if v.valid_to_at is None), None)
    if stored is None:
        link = dcc.Link(
            t("indicator_editor.to_list", lang), href=context.href("/indicators"), className="btn btn-primary"
        )
        return page_state("empty", t("definition.unknown", lang), code, link)
    name = stored.definition.name_th if lang == "th" else stored.definition.name_en
    aside = dcc.Link(
        [icon("file-earmark-text"), " ", t("indicator_editor.to_sheet", lang)],
        href=context.href(f"/indicators/{code}"), className="export-link",
    )  # fmt: skip
    head = page_head(
        f"{t('indicator_editor.edit_title', lang)} {code}", f"{name} · {_say_version(stored, lang)}", aside
    )
    said = _draw_saved(context, versions) if context.params.get("saved") == str(stored.version) else []
    return [head, *said, *_draw_form(context, fill(stored.definition), code=code, version=stored.version)]


def _say_version(stored: StoredDefinition, lang: str) -> str:
    return t("indicator_editor.version", lang, version=stored.version)


def _draw_saved(context: PageContext, versions: Sequence[StoredDefinition]) -> list[Any]:
    """What was just saved, with what it changed; the figures stand in the preview beside it."""
    lang, stored = context.lang, versions[-1]
    before = versions[-2].definition if len(versions) > 1 else None
    fields = changed_fields(before, stored.definition) if before else ()
    changed = ", ".join(title_of(name, lang) for name in fields) or t("indicator_editor.saved_new", lang)
    lead = t("indicator_editor.saved", lang, version=stored.version)
    text = f"{changed} · {t('indicator_editor.saved_soon', lang)}"
    return [html.Div(banner("done", "check-circle-fill", lead, text), **data(arrive=f"{stored.code} {stored.version}"))]


def _draw_form(context: PageContext, values: Mapping[str, Any], *, code: str, version: int) -> list[Any]:
    """Fields at the left, what they come to at the right; what was typed outlives a reload."""
    lang = context.lang
    # not the version: what was typed is kept by the browser for each field as long as the stored one stays the same
    kept = f"{context.person.username} {code or 'new'} {context.params.get('from', '')}"
    controls = Controls(read_options(context), read_plan_choices(context.data), kept, lang, is_fixed=bool(code))
    sections = [
        html.Fieldset(
            [
                html.Legend(t(f"indicator_editor.section_{name}", lang)),
                html.P(t(f"indicator_editor.help_{name}", lang), className="soft small"),
                html.Div(
                    [controls.draw(field, values[field.name]) for field in fields],
                    className="editor__fields",
                ),
                *([_draw_names(lang)] if name == "formula" else []),
            ],
            className=f"card-section editor__section editor__section--{name}",
        )
        for name, fields in SECTIONS
    ]
    return [
        dcc.Store(id="ind-base", data={"code": code, "version": version}),
        dcc.Store(id="ind-preview-what"),
        html.Div(
            [
                html.Div(
                    [*sections, _draw_saving(f"{kept} {version}", lang, is_new=not code)], className="editor__form"
                ),
                html.Aside(_draw_side(lang), className="editor__side"),
            ],
            className="editor",
            **data(writing="1"),
        ),
    ]


def _draw_names(lang: str) -> Any:
    """What a formula may name: found by words, put in where the cursor stands (assets/js/60-indicator-editor.js)."""
    hint = t("indicator_editor.names_search", lang)
    search = dbc.Input(id="ind-names-q", type="search", value="", size="sm", debounce=0.3, placeholder=hint)
    return html.Details(
        [
            html.Summary([icon("search"), " ", t("indicator_editor.names", lang)]),
            html.Label([html.Span(hint, className="visually-hidden"), search], className="editor__search"),
            html.Div(id="ind-names", className="name-list"),
            html.P(t("indicator_editor.functions", lang), className="soft small"),
        ],
        className="editor__names",
    )


def _draw_saving(kept: str, lang: str, *, is_new: bool) -> Any:
    reason = dbc.Input(
        id="ind-reason", type="text", maxLength=MAX_REASON, size="sm", autoComplete="off", persistence=kept,
        persistence_type="session", value=t("indicator_editor.reason_new", "th") if is_new else "",
        placeholder=t("indicator_editor.reason_example", lang),
    )  # fmt: skip
    title = title_of("reason", lang)
    return html.Div(
        [
            html.Div(
                [
                    html.Label(title, htmlFor="ind-reason", className="field__title"),
                    reason,
                    html.Div(id="ind-fault-reason", className="field__fault", role="alert"),
                ],
                className="field field--wide",
            ),
            html.Div(
                [
                    html.Button([icon("save"), " ", t("indicator_editor.save", lang)], id="ind-save", type="button",
                                n_clicks=0, className="btn btn-primary"),
                    fill_button("reset", t("indicator_editor.reset", lang)),
                ],
                className="editor__actions",
            ),
            html.Div(id="ind-said", role="status"),
        ],
        className="card-section editor__saving",
    )  # fmt: skip


def _draw_side(lang: str) -> list[Any]:
    parts = (
        ("check_title", html.Div(id="ind-check", role="status")),
        ("formula_title", html.Div(id="ind-formula-said", role="status")),
        ("preview_title", dcc.Loading(html.Div(draw_waiting(lang), id="ind-preview"), delay_show=600)),
    )
    return [
        html.Section([html.H2(t(f"indicator_editor.{name}", lang)), part], className="card-section")
        for name, part in parts
    ]
