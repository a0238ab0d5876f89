"""Puts the web side together: `create_app(settings)` gives the Dash app, its `.server` the Flask one for gunicorn."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

import plotly.io
from dash import Dash
from flask import Flask, g
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy.exc import SQLAlchemyError

from dashboard import downloads, health, pages, shell, source_routes, vendor
from dashboard.access import gate, login
from dashboard.access.database import upgrade_people
from dashboard.access.errors import install_errors
from dashboard.access.headers import install_headers, make_policy
from dashboard.access.people import People
from dashboard.access.sessions import ABSOLUTE
from dashboard.area_map import read_area_map
from dashboard.cache import ResultCache, VersionMovedError
from dashboard.context import EXTENSION, Services
from dashboard.registry import CallbackSpec, Registry
from dashboard.secret import with_secret
from dashboard.text import t
from etl.settings import PROJECT, Settings
from etl.warehouse.engine import make_engine

ASSETS = PROJECT / "assets"
MAX_BODY = 1_048_576
log = logging.getLogger(__name__)
plotly.io.json.config.default_engine = "json"  # pages are component trees: orjson would first walk them in Python

INDEX = """<!DOCTYPE html>
<html lang="th">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#1d3557">
<title>{%title%}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
{%css%}
</head>
<body>
{%app_entry%}
<noscript>NO_SCRIPT</noscript>
<footer>
{%config%}
{%scripts%}
{%renderer%}
</footer>
</body>
</html>"""


class Site(Dash):
    """Dash with our words where it has its own English ones."""

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        waiting = t("frame.loading", "th")
        parts["app_entry"] = f'<div id="react-entry-point"><div class="_dash-loading">{waiting}</div></div>'
        return str(super().interpolate_index(*args, **parts))


def create_app(settings: Settings, *, people: People | None = None, modules: Iterable[Any] | None = None) -> Dash:
    """The whole site for these settings. Raises RuntimeError when a route or callback names no role.

    `modules` are the page modules, each with `register(registry)`; without them, all of dashboard/pages.
    """
    registry = Registry()
    own = (shell, login, health, vendor, downloads, source_routes)
    for module in (*own, *(find_pages() if modules is None else modules)):
        module.register(registry)
    held = _make_services(settings, registry, people)
    server = _make_server(settings)
    server.extensions[EXTENSION] = held

    gate.install_gate(server, registry, held.people)
    CSRFProtect(server)
    app = _make_dash(server)
    callback_roles = _add_callbacks(app, registry)
    gate.install_callback_gate(server, app.callback_map, callback_roles)
    install_errors(server)
    login.install_login(server, held.people)
    health.install_health(server, held)
    for rule, function, methods in registry.routes:
        server.add_url_rule(rule, function.__name__, function, methods=list(methods))
    _give_csrf_cookie(server, is_production=settings.is_production)
    Compress(server)

    app._setup_server()  # now, not at the first request: what is undeclared must stop the start
    gate.require_complete(server, registry, app.callback_map, callback_roles)
    install_headers(server, make_policy(app.csp_hashes()), is_production=settings.is_production)
    return app


def find_pages() -> list[ModuleType]:
    """The modules of dashboard/pages that register a page."""
    names = [info.name for info in pkgutil.iter_modules(pages.__path__)]
    modules = [importlib.import_module(f"dashboard.pages.{name}") for name in sorted(names)]
    return [module for module in modules if hasattr(module, "register")]


def _make_services(settings: Settings, registry: Registry, people: People | None) -> Services:
    people = people or People(settings.people_url)
    try:
        upgrade_people(people.engine)
    except SQLAlchemyError:  # the site still says so in Thai, and opens when the database is back
        log.exception("the people's database cannot be brought to this program's tables")
    return Services(
        settings=settings,
        registry=registry,
        people=people,
        engine=make_engine(settings.warehouse_url, read_only=True),
        pen=make_engine(settings.warehouse_url),
        cache=ResultCache(),
        bodies=ResultCache(max_results=200),
        area_map=read_area_map(settings.map_file) if settings.map_file else None,
    )


def _make_server(settings: Settings) -> Flask:
    server = Flask("dashboard", static_folder=None, template_folder=str(Path(__file__).parent / "access" / "templates"))
    server.config.update(
        SECRET_KEY=with_secret(settings).secret_key,
        SESSION_COOKIE_NAME="__Host-mis" if settings.is_production else "mis",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        PERMANENT_SESSION_LIFETIME=ABSOLUTE + timedelta(hours=1),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY // 4,
        WTF_CSRF_TIME_LIMIT=None,  # screens stand open all day; the token ends with the session
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
    )
    server.jinja_env.autoescape = True
    return server


def _make_dash(server: Flask) -> Dash:
    flask: Any = server  # Dash's own annotation forgets Flask
    app = Site(
        "dashboard",
        server=flask,
        assets_folder=str(ASSETS),
        assets_path_ignore=["login"],
        external_stylesheets=list(vendor.STYLESHEETS),
        use_pages=False,
        include_pages_meta=False,
        suppress_callback_exceptions=True,  # pages come and go inside the frame
        update_title="",  # the window title is ours (assets/js/frame.js)
        title=t("frame.product", "th"),
        index_string=INDEX.replace("NO_SCRIPT", t("frame.no_script", "th")),
        compress=False,
        health_endpoint=None,
        enable_mcp=False,
    )
    app.layout = shell.make_layout()
    return app


def _add_callbacks(app: Dash, registry: Registry) -> dict[str, tuple[str, ...]]:
    roles: dict[str, tuple[str, ...]] = {}
    for spec in registry.callbacks:
        before = set(app.callback_map)
        app.callback(*spec.parts, **spec.options)(_try_again(spec))
        for output in set(app.callback_map) - before:
            roles[output] = spec.roles
    for parts, options in registry.clientside:
        app.clientside_callback(*parts, **options)
    return roles


def _try_again(spec: CallbackSpec) -> Callable[..., Any]:
    @wraps(spec.function)
    def call(*values: Any, **named: Any) -> Any:
        for _ in range(shell.TRIES - 1):
            try:
                return spec.function(*values, **named)
            except VersionMovedError:
                continue
        return spec.function(*values, **named)

    return call


def _give_csrf_cookie(server: Flask, *, is_production: bool) -> None:
    """The readable cookie Dash's own JavaScript sends back as X-CSRFToken: on pages of signed-in people only."""

    @server.after_request
    def give(response: Any) -> Any:
        if g.get("person") and response.status_code == 200 and response.mimetype == "text/html":
            token = generate_csrf()
            response.set_cookie("_csrf_token", token, secure=is_production, httponly=False, samesite="Lax")
        return response
