"""The parts of the frame as components: pure functions of the context (None: the warehouse does not answer)."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from flask import g
from flask_wtf.csrf import generate_csrf

from dashboard.address import make_search
from dashboard.context import services
from dashboard.filters import draw_filters
from dashboard.freshness import draw_freshness
from dashboard.registry import PageContext
from dashboard.text import t


def draw_header(context: PageContext | None, pathname: str, lang: str) -> Any:
    """Top bar with menu; below it the filters and the freshness of the data, where there are any."""
    top = html.Div(
        [
            _draw_menu_button(lang),
            dcc.Link(
                [
                    html.Img(src="/assets/logo.svg", alt="", className="mis-logo", width=34, height=34),
                    html.Span(
                        [
                            html.Span(t("frame.product", lang), className="mis-product-long"),
                            html.Span(t("frame.product_short", lang), className="mis-product-short"),
                            html.Small(_municipality(lang)),
                        ],
                        className="mis-brand-words",
                    ),
                ],
                href=_href(context, "/", lang),
                className="mis-brand",
            ),
            html.Div([_draw_language(context, pathname, lang), _draw_person(lang)], className="mis-top-right"),
        ],
        className="mis-top",
    )
    return [
        html.A(t("frame.skip", lang), href="#page-body", className="mis-skip"),
        top,
        _draw_menu(context, pathname, lang),
        _draw_bar(context, lang),
    ]


def draw_footer(lang: str) -> Any:
    return html.Span(f"{t('frame.product', lang)} · {_municipality(lang)} · {t('frame.years', lang)}")


def draw_notice(kind: str, icon: str, lang: str, *, reference: str = "") -> Any:
    """A whole page that says one thing: empty, not found, not allowed, not available."""
    parts: list[Any] = [
        html.I(className=f"bi bi-{icon} mis-notice-icon"),
        html.H1(t(f"frame.{kind}_title", lang)),
        html.P(t(f"frame.{kind}", lang)),
    ]
    if reference:
        parts.append(html.P(t("frame.reference", lang, reference=reference), className="mis-reference"))
    if kind in ("not_found", "forbidden"):
        parts.append(
            dcc.Link(t("frame.to_overview", lang), href="/" + make_search({"lang": lang}), className="btn btn-primary")
        )
    return html.Section(parts, className="mis-notice", key=f"notice-{kind}", **_attributes(role="status", state=kind))


def _draw_bar(context: PageContext | None, lang: str) -> Any:
    if context is None:
        return html.Div(className="mis-bar")
    sources = context.data.rows_now("pages/frame_freshness")
    parts: list[Any] = [draw_filters(context), html.Div(draw_freshness(context, sources), className="mis-bar-right")]
    return html.Div(parts, className="mis-bar")


def _draw_menu(context: PageContext | None, pathname: str, lang: str) -> Any:
    links = [
        dcc.Link(
            [html.I(className=f"bi bi-{page.icon}"), html.Span(t(page.name_id, lang))],
            href=_href(context, page.path, lang),
            className="mis-menu-link active" if is_within(pathname, page.path) else "mis-menu-link",
        )
        for page in services().registry.menu(g.person.role)
    ]
    return html.Nav(links, id="mis-menu", className="mis-menu", **{"aria-label": t("frame.main_menu", lang)})  # type: ignore[arg-type]


def is_within(pathname: str, path: str) -> bool:
    """Whether an address is a page's own or lies below it."""
    return pathname == path or (path != "/" and pathname.startswith(f"{path}/"))


def _draw_menu_button(lang: str) -> Any:
    attributes: Any = {"aria-label": t("frame.menu", lang), "aria-controls": "mis-menu", "data-mis": "menu"}
    return html.Button(html.I(className="bi bi-list"), className="mis-menu-button", type="button", **attributes)


def _draw_language(context: PageContext | None, pathname: str, lang: str) -> Any:
    other = "en" if lang == "th" else "th"
    href = context.href(lang=other) if context else pathname + make_search({"lang": other})
    return dcc.Link(
        [html.I(className="bi bi-translate"), html.Span(t("frame.switch_language", lang))],
        href=href,
        className="mis-language",
        title=t("frame.language", lang),
    )


def _draw_person(lang: str) -> Any:
    person = g.person
    button = html.Button(
        [html.I(className="bi bi-box-arrow-right me-2"), t("frame.sign_out", lang)],
        type="submit",
        className="mis-sign-out",
    )
    token: Any = {"type": "hidden", "name": "csrf_token", "value": generate_csrf()}
    return html.Details(
        [
            html.Summary(
                [html.I(className="bi bi-person-circle"), html.Span(person.display_name, className="mis-person-name")],
                title=person.display_name,
            ),
            html.Div(
                [
                    html.Strong(person.display_name),
                    html.Small(t(f"frame.role_{person.role}", lang)),
                    html.Form([dcc.Input(**token), button], action="/logout", method="post"),
                ],
                className="mis-person-card",
            ),
        ],
        className="mis-person",
    )


def _municipality(lang: str) -> str:
    held = services().settings.config.municipality
    return held.name_th if lang == "th" else held.name_en


def _href(context: PageContext | None, path: str, lang: str) -> str:
    return context.href(path) if context else path + make_search({"lang": lang})


def _attributes(*, role: str, state: str) -> Any:
    return {"role": role, "data-state": state}
