"""A whole site on an almost empty warehouse, and browsers signed in to it, for the tests of pages and gate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dash import Dash, Input, Output, State, html
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert
from werkzeug.test import TestResponse

from dashboard.access.database import upgrade_people
from dashboard.access.passwords import Passwords
from dashboard.access.people import People
from dashboard.access.person import ADMIN, EVERYONE, ROLES
from dashboard.app import create_app
from dashboard.registry import PageContext, Registry
from etl.settings import Settings
from etl.warehouse import migrate, tables
from etl.warehouse.engine import make_engine

PASSWORD = "ม้าน้ำ-สีคราม-ลอยฟ้า"
AS_OF = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
CALLBACK = "/_dash-update-component"
FRAME = "..frame-header.children...page-body.children...frame-footer.children...window-title.data.."


@dataclass
class Clock:
    """The people's clock, moved by hand."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, step: timedelta) -> None:
        self.now += step


@dataclass
class TestSite:
    """One site; `browser(role)` is a client signed in as that role (the user name is the role's name)."""

    __test__ = False
    app: Dash
    settings: Settings
    people: People
    clock: Clock
    warehouse: Engine

    def stranger(self) -> FlaskClient:
        return self.app.server.test_client()

    def browser(self, role: str = "executive", password: str = PASSWORD) -> FlaskClient:
        client = self.stranger()
        answer = sign_in(client, role, password)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        assert client.get("/").status_code == 200
        return client


class ProbePages:
    """A page, a callback and a route for everybody, the same for administrators only, and two that fail."""

    @staticmethod
    def register(registry: Registry) -> None:
        def body(context: PageContext) -> Any:
            return html.Div([html.P(context.period_id), html.P(context.org_unit_code), html.P(context.lang)])

        def broken(context: PageContext) -> Any:
            raise RuntimeError("secret detail: /etc/passwd select * from fact_complaint")

        titles = {"name_id": "frame.menu", "icon": "grid"}
        registry.register_page(path="/", order=1, roles=EVERYONE, body=body, **titles)
        registry.register_page(path="/broken", order=2, roles=EVERYONE, body=broken, **titles)
        registry.register_page(path="/admin-only", order=3, roles=(ADMIN,), body=body, **titles)
        registry.register_page(path="/always", order=4, roles=EVERYONE, body=body, needs_data=False, **titles)

        @registry.callback(Output("o", "children"), Input("i", "value"), State("s", "data"), roles=EVERYONE)
        def echo(value: object, data: object) -> str:
            return f"{type(value).__name__} {type(data).__name__}"

        @registry.callback(Output("secret", "children"), Input("i", "value"), roles=(ADMIN,))
        def secret(_value: object) -> str:
            return "for administrators"

        @registry.callback(Output("b", "children"), Input("i", "value"), roles=EVERYONE)
        def fail(_value: object) -> str:
            raise RuntimeError("secret detail: /etc/passwd select * from fact_complaint")

        @registry.callback(
            Output({"kind": "out", "index": "x"}, "children"),
            Input({"kind": "in", "index": "x"}, "value"),
            roles=EVERYONE,
        )
        def by_kind(value: object) -> str:
            return str(value)

        def admin_file() -> str:
            return "for administrators"

        registry.route("/admin-file", admin_file, roles=(ADMIN,))


def make_site(
    settings: Settings,
    *,
    modules: Iterable[Any] | None = (ProbePages,),
    is_filled: bool = True,
    is_migrated: bool = True,
) -> TestSite:
    """A site of probe pages (or of `modules`; None: the real ones) with one person for each role."""
    engine = make_engine(settings.warehouse_url)
    if is_migrated:
        migrate.upgrade(engine)
    if is_filled:
        fill_warehouse(engine, settings)
    clock = Clock()
    people = People(settings.people_url, clock=clock, passwords=Passwords(memory_kib=64, time_cost=1))
    upgrade_people(people.engine)
    for role in ROLES:
        people.add(role, f"ผู้ทดสอบ {role}", role, PASSWORD, by="test")
    return TestSite(create_app(settings, people=people, modules=modules), settings, people, clock, engine)


def fill_warehouse(engine: Engine, settings: Settings) -> None:
    """The dimensions a frame needs and a first data version; no facts."""
    periods = [
        ("L7", "last7", date(2026, 11, 14), date(2026, 11, 21), "7 วันล่าสุด", "Last 7 days"),
        ("M2026-10", "month", date(2026, 10, 1), date(2026, 11, 1), "ต.ค. 69", "Oct 2569"),
        ("M2026-11", "month", date(2026, 11, 1), date(2026, 12, 1), "พ.ย. 69", "Nov 2569"),
        ("YTD2026-10", "ytd", date(2026, 10, 1), date(2026, 11, 1), "ถึง ต.ค. 69", "to Oct 2569"),
        ("YTD2026-11", "ytd", date(2026, 10, 1), date(2026, 12, 1), "ถึง พ.ย. 69", "to Nov 2569"),
        ("YTD2026-11~now", "now", date(2026, 10, 1), date(2026, 11, 21), "เทียบ", "pair"),
        ("M2026-12", "month", date(2026, 12, 1), date(2027, 1, 1), "ธ.ค. 69", "Dec 2569"),
    ]
    names = ("period_id", "grain", "starts_on", "ends_on", "label_th", "label_en")
    units = settings.config.org_units
    with engine.begin() as connection:
        connection.execute(
            insert(tables.dim_period), [dict(zip(names, row, strict=True)) | {"fiscal_year": 2570} for row in periods]
        )
        connection.execute(
            insert(tables.dim_org_unit),
            [
                {
                    "org_unit_key": n,
                    "code": unit.code,
                    "name_th": unit.name_th,
                    "name_en": unit.name_en,
                    "short_th": unit.short_th,
                    "parent_key": None if n == 1 else 1,
                    "depth": int(n > 1),
                    "sort_order": n,
                }
                for n, unit in enumerate(units, 1)
            ],
        )
        connection.execute(
            insert(tables.dim_source).values(
                source_key=1,
                name="complaints",
                contract="complaints",
                title_th="ระบบคำร้อง",
                title_en="Complaints",
                is_sample=True,
                is_connected=True,
                fresh_within_seconds=26 * 3600,
            )
        )
        connection.execute(
            insert(tables.etl_watermark).values(source_name="complaints", entity="complaint", read_at=AS_OF)
        )
        connection.execute(insert(tables.etl_data_version).values(id=1, version=7, as_of_at=AS_OF, settled_at=AS_OF))


def sign_in(client: FlaskClient, username: str, password: str, query: str = "", **extra: Any) -> TestResponse:
    """Fill in the form as a browser does."""
    page = client.get(f"/login{query}").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    form = {"username": username, "password": password, "csrf_token": token[1] if token else ""}
    return client.post(f"/login{query}", data=form, **extra)


def csrf_headers(client: FlaskClient) -> dict[str, str]:
    """What Dash's own JavaScript sends: the readable cookie as a header."""
    cookie = client.get_cookie("_csrf_token")
    return {"X-CSRFToken": cookie.value} if cookie else {}


def ask(client: FlaskClient, body: Any, **extra: Any) -> TestResponse:
    """Post a callback body."""
    return client.post(CALLBACK, json=body, headers=csrf_headers(client), **extra)


def slot(component: Any, prop: str, value: Any = None) -> dict[str, Any]:
    return {"id": component, "property": prop, "value": value}


def frame_body(pathname: Any = "/", search: Any = "") -> dict[str, Any]:
    """The request an open page makes for itself."""
    outputs = [
        ("frame-header", "children"),
        ("page-body", "children"),
        ("frame-footer", "children"),
        ("window-title", "data"),
    ]
    return {
        "output": FRAME,
        "outputs": [{"id": i, "property": p} for i, p in outputs],
        "inputs": [slot("url", "pathname", pathname), slot("url", "search", search), slot("data-version", "data")],
        "changedPropIds": ["url.pathname"],
    }


def draw_page(client: FlaskClient, pathname: str = "/", search: str = "") -> dict[str, Any]:
    """What the page's one callback answers: component id -> its new properties."""
    answer = ask(client, frame_body(pathname, search))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json()["response"])


def text_of(component: Any) -> str:
    """All words of a component tree."""
    if isinstance(component, dict):
        props = component.get("props", component)
        return " ".join(
            text_of(v) for k, v in props.items() if k in ("children", "label", "props") or k.endswith("body")
        )
    if isinstance(component, list):
        return " ".join(text_of(one) for one in component)
    return "" if component is None else str(component)


MakeSettings = Callable[..., Settings]
