"""The frame around every page: menu from the registry, filters, freshness, language, person; and the page's own body.

One callback draws all of it from the address: a page costs one request, Back steps through filters, and a new data
version redraws in place.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from dash import ClientsideFunction, Input, Output, State, dcc, html
from sqlalchemy.exc import SQLAlchemyError

from dashboard.access.person import EVERYONE
from dashboard.cache import VersionMovedError
from dashboard.components.drawer import make_drawer
from dashboard.context import read_context, read_lang, services
from dashboard.frame import draw_footer, draw_header, draw_notice
from dashboard.plain import as_plain
from dashboard.registry import Page, PageContext, Registry
from dashboard.section import log_failure
from dashboard.text import t

log = logging.getLogger(__name__)
TRIES = 3
KEPT_SECONDS = 10  # a drawn body is given out again for so long: what it shows beside the data version may be that old


def make_layout() -> Any:
    """What a browser gets before the first callback has answered: the empty frame."""
    return html.Div(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="data-version"),
            dcc.Store(id="window-title"),
            dcc.Store(id="data-ask"),  # what was wished for on /data (assets/js/60-data.js)
            html.Header(id="frame-header"),
            html.Main(id="page-body", tabIndex=-1, children=_make_waiting()),
            html.Footer(id="frame-footer"),
            make_drawer(),
        ],
        id="frame",
    )


def register(registry: Registry) -> None:
    """The frame's own callbacks."""

    @registry.callback(
        Output("frame-header", "children"),
        Output("page-body", "children"),
        Output("frame-footer", "children"),
        Output("window-title", "data"),
        Input("url", "pathname"),
        Input("url", "search"),
        Input("data-version", "data"),
        roles=EVERYONE,
    )
    def draw_frame(pathname: object, search: object, _version: object) -> tuple[Any, Any, Any, str]:
        return draw(pathname if isinstance(pathname, str) else "/", search)

    registry.clientside_callback(
        ClientsideFunction("mis", "setTitle"),
        Output("window-title", "modified_timestamp"),
        Input("window-title", "data"),
        State("window-title", "modified_timestamp"),
        prevent_initial_call=True,
    )


def draw(pathname: str, search: object) -> tuple[Any, Any, Any, str]:
    """Header, body, footer and window title of an address, whatever state the warehouse is in."""
    found, lang = services().registry.find_page(pathname), read_lang(search)
    page, parts = found or (None, {})
    header, body = _draw_page(page, pathname, search)
    title = " ".join([t(page.title_id, lang), *parts.values()]) if page else t("frame.not_found_title", lang)
    return as_plain(header), body, draw_footer(lang), f"{title} · {t('frame.product', lang)}"


def _draw_page(page: Page | None, pathname: str, search: object) -> tuple[Any, Any]:
    lang = read_lang(search)
    for _ in range(TRIES):
        try:
            context = read_context(pathname, search)
            header = draw_header(context, pathname, lang)
        except SQLAlchemyError as error:
            return draw_header(None, pathname, lang), _draw_failure("warehouse_down", "database-x", error, lang)
        except VersionMovedError:
            continue
        try:
            return header, _draw_body(page, context)
        except VersionMovedError:
            continue
        except SQLAlchemyError as error:
            return header, _draw_failure("warehouse_down", "database-x", error, lang)
        except Exception as error:
            return header, _draw_failure("page_failed", "exclamation-octagon", error, lang)
    return draw_header(None, pathname, lang), draw_notice("page_failed", "arrow-repeat", lang)


def _draw_body(page: Page | None, context: PageContext) -> Any:
    if page is None:
        return draw_notice("not_found", "signpost-split", context.lang)
    if context.person.role not in page.roles:
        return draw_notice("forbidden", "lock", context.lang)
    if page.needs_data and context.version == 0:
        return draw_notice("empty", "hourglass-split", context.lang)
    if page.is_live(context):
        return _draw_plain(page, context)
    return services().bodies.get(_body_key(context), lambda: [_draw_plain(page, context)])[0]


def _draw_plain(page: Page, context: PageContext) -> Any:
    """The body as plain dicts, as the browser gets it: most of a page's cost is making and writing its components."""
    return as_plain(html.Div(page.body(context), className="mis-page", key=page.path))


def _body_key(context: PageContext) -> tuple[Any, ...]:
    """All that a body may depend on, and the stretch of time it is kept for."""
    return (
        context.path, context.period_id, context.org_unit_key, context.lang, context.person.role, context.person.scope,
        context.version, tuple(sorted(context.params.items())), time.monotonic() // KEPT_SECONDS,
    )  # fmt: skip


def _draw_failure(kind: str, icon: str, error: Exception, lang: str) -> Any:
    reference = log_failure(error, f"page could not be drawn ({kind})")
    return draw_notice(kind, icon, lang, reference=reference)


def _make_waiting() -> Any:
    return html.Div(html.Div(className="mis-waiting-bar"), className="mis-waiting", role="status")
