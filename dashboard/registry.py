"""What the web side is made of: pages, callbacks and routes, each naming the roles that may use it.

A page module has one function `register(registry)`; nothing is registered at import, so two apps in one process never
share anything. `create_app` refuses to start when a callback or a route names no role.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from dashboard.access.person import ROLES, Person
from dashboard.address import make_search
from dashboard.cache import Snapshot
from etl.settings import Settings


@dataclass(frozen=True)
class PageContext:
    """All a page may know of one request; every filter has passed the allow-list, so a page never checks them again.

    `as_of` is the instant the figures were made for (None: nothing has been loaded yet), `now` the clock. `params` are
    the remaining values of the address, raw: the page that reads one holds it to its own allow-list.
    """

    path: str
    period_id: str
    org_unit_key: int
    org_unit_code: str
    lang: str
    person: Person
    now: datetime
    as_of: datetime | None
    version: int
    data: Snapshot  # `data.rows("pages/x", **values)`: cached by this data version; `data.rows_now(...)`: never cached
    settings: Settings
    pen: Engine  # may write: for the functions of etl.indicators and etl.requests only
    record: Callable[..., None]  # record("approve_target", indicator="CMP-03", ...): a line of the audit log
    params: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)  # of the path, raw too: /indicators/<code>

    def href(self, path: str | None = None, **changes: str | None) -> str:
        """An address inside the site that keeps period, org and lang; `changes` replaces them, None drops one.

        The page's own parameters are kept only on the same page.
        """
        kept = dict(self.params) if path in (None, self.path) else {}
        filters = {"period": self.period_id, "org": self.org_unit_code, "lang": self.lang}
        return (path or self.path) + make_search({**filters, **kept, **changes})


Body = Callable[[PageContext], Any]


@dataclass(frozen=True)
class Page:
    """One screen: `name_id` is its message id (menu), `title_id` the heading and window title."""

    path: str
    name_id: str
    title_id: str
    icon: str  # a Bootstrap icon's name, without `bi-`
    order: int | None  # None: not in the menu
    roles: tuple[str, ...]
    body: Body
    needs_data: bool  # False: drawn also before the first load
    is_live: Callable[[PageContext], bool]  # drawn anew each time: it shows what moves without a new data version


@dataclass(frozen=True)
class CallbackSpec:
    """A server callback as it will be given to Dash."""

    parts: tuple[Any, ...]
    options: Mapping[str, Any]
    roles: tuple[str, ...]
    function: Callable[..., Any]


@dataclass
class Registry:
    """Filled once by the `register` functions while the app is being made, only read afterwards."""

    pages: dict[str, Page] = field(default_factory=dict)
    callbacks: list[CallbackSpec] = field(default_factory=list)
    clientside: list[tuple[tuple[Any, ...], Mapping[str, Any]]] = field(default_factory=list)
    route_roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    route_bodies: dict[str, int] = field(default_factory=dict)
    routes: list[tuple[str, Callable[..., Any], tuple[str, ...]]] = field(default_factory=list)

    def register_page(
        self,
        *,
        path: str,
        name_id: str,
        icon: str,
        order: int | None,
        roles: tuple[str, ...],
        body: Body,
        title_id: str | None = None,
        needs_data: bool = True,
        is_live: Callable[[PageContext], bool] = lambda _: False,
    ) -> None:
        """A screen at `path` (`/complaints`), in the menu by `order`, for `roles`; `body(context)` -> component.

        A path may hold `<name>` segments (`/indicators/<code>`); what stands there is in `context.parts`, raw.
        Where `needs_data`, the frame shows its empty state instead of the body until the first load has settled. A
        body that `is_live(context)` is never given out twice.
        """
        if path in self.pages:
            raise ValueError(f"page {path} is registered twice")
        self.pages[path] = Page(
            path, name_id, title_id or name_id, icon, order, check_roles(roles, path), body, needs_data, is_live
        )

    def callback(
        self, *parts: Any, roles: tuple[str, ...], **options: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Like `dash.callback`, for `roles` only; the function runs after the gate has checked person and body.

        To learn the filters inside, take `State("url", "pathname")`, `State("url", "search")` and call
        `read_context(pathname, search)` of dashboard.context.
        """

        def keep(function: Callable[..., Any]) -> Callable[..., Any]:
            self.callbacks.append(CallbackSpec(parts, options, check_roles(roles, function.__name__), function))
            return function

        return keep

    def clientside_callback(self, *parts: Any, **options: Any) -> None:
        """A `ClientsideFunction` of assets/js and its parts: runs in the browser, asks the server nothing."""
        self.clientside.append((parts, options))

    def route(
        self, rule: str, function: Callable[..., Any], *, roles: tuple[str, ...], methods: tuple[str, ...] = ("GET",),
        max_body: int | None = None,
    ) -> None:  # fmt: skip
        """A plain Flask route (a download, an API answer) for `roles`; its endpoint is the function's name.

        `max_body`: the bytes a request may bring where they are more than elsewhere (a file).
        """
        self.route_roles[function.__name__] = check_roles(roles, rule)
        if max_body is not None:
            self.route_bodies[function.__name__] = max_body
        self.routes.append((rule, function, methods))

    def menu(self, role: str) -> list[Page]:
        """The pages a role may open that are in the menu, in its order."""
        found = [(p.order, p.path, p) for p in self.pages.values() if role in p.roles and p.order is not None]
        return [page for _, _, page in sorted(found, key=lambda one: one[:2])]

    def find_page(self, path: str) -> tuple[Page, Mapping[str, str]] | None:
        """The page of an address and the parts of its path; one without `<name>` segments goes first."""
        if path in self.pages:
            return self.pages[path], {}
        for page in self.pages.values():
            if "<" in page.path and (found := _pattern(page.path).fullmatch(path)):
                return page, found.groupdict()
        return None


def _pattern(path: str) -> re.Pattern[str]:
    """`/indicators/<code>` -> a pattern with a group for each part."""
    return re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", path))


def check_roles(roles: tuple[str, ...], what: str) -> tuple[str, ...]:
    """The roles, or ValueError where there is none or an unknown one."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"{what}: roles must be some of {ROLES}, not {roles!r}")
    return tuple(roles)
