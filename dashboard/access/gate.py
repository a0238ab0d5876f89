"""The gate: one check before every request. Nothing is open that is not named here; everything else names its roles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask, Request, Response, abort, g, jsonify, redirect, request, session
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from dashboard.access.callback_body import read_output
from dashboard.access.people import People
from dashboard.access.person import EVERYONE, Person
from dashboard.access.sessions import find_person
from dashboard.address import make_search
from dashboard.registry import Registry

SESSION_KEY = "sid"
OPEN_ENDPOINTS = frozenset({"login", "healthz", "readyz"})
OPEN_FILES = re.compile(
    r"^/assets/(?:(?:login|fonts)/[A-Za-z0-9][A-Za-z0-9._-]*|css/10-tokens\.css|(?:logo|favicon)\.svg)$"
)
PAGE_ENDPOINTS = frozenset({"/", "/<path:path>"})
CALLBACK_ENDPOINT = "/_dash-update-component"
# Dash's own, of no use without callbacks and pages; any signed-in person's browser needs them
DASH_ENDPOINTS = frozenset(
    {
        "/_dash-layout",
        "/_dash-dependencies",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/_reload-hash",
        "/_favicon.ico",
        "_dash_assets.static",
    }
)
# a poll is the open page's doing, not the person's: it does not keep a session alive
PASSIVE_ENDPOINTS = frozenset({"api_version", "api_runs", *DASH_ENDPOINTS})


def install_gate(server: Flask, registry: Registry, people: People) -> None:
    """Put the gate in front of a server; call before anything else registers a before_request."""

    @server.before_request
    def gate() -> Any:
        g.person = None
        if _is_open(request):
            return None
        try:
            person = identify(people)
        except SQLAlchemyError:
            server.logger.exception("the people's database does not answer")
            abort(503)
        if person is None:
            return _refuse(request)
        g.person = person
        if request.endpoint == CALLBACK_ENDPOINT:
            return None  # CSRF is looked at first; then `callback_gate`
        if person.role not in roles_of(request, registry):
            abort(403)
        if request.endpoint in registry.route_bodies:
            request.max_content_length = registry.route_bodies[request.endpoint]
        return None


def install_callback_gate(server: Flask, callback_map: Mapping[str, Any], roles: Mapping[str, tuple[str, ...]]) -> None:
    """Hold every callback request to its declared shape and roles; call after CSRFProtect."""

    @server.before_request
    def callback_gate() -> None:
        if request.endpoint == CALLBACK_ENDPOINT and request.method == "POST":
            output = read_output(request, callback_map)
            if g.person.role not in roles[output]:
                abort(403)


def identify(people: People) -> Person | None:
    """The signed-in person of this request."""
    session_id = session.get(SESSION_KEY)
    if not isinstance(session_id, str):
        return None
    return find_person(people, session_id, is_active=request.endpoint not in PASSIVE_ENDPOINTS)


def roles_of(asked: Request, registry: Registry) -> tuple[str, ...]:
    """The roles that may have what a request asks for; 404 where there is no such thing."""
    endpoint = asked.endpoint
    if endpoint in PAGE_ENDPOINTS:
        found = registry.find_page(asked.path)
        if found is None:
            abort(404)
        return found[0].roles
    if endpoint in DASH_ENDPOINTS:
        return EVERYONE
    if endpoint not in registry.route_roles:
        raise asked.routing_exception or NotFound
    return registry.route_roles[endpoint]


def require_complete(
    server: Flask, registry: Registry, callback_map: Mapping[str, Any], roles: Mapping[str, Any]
) -> None:
    """Raises RuntimeError when a route or a callback exists that names no role."""
    known = OPEN_ENDPOINTS | PAGE_ENDPOINTS | DASH_ENDPOINTS | {CALLBACK_ENDPOINT} | set(registry.route_roles)
    bare = sorted(rule.endpoint for rule in server.url_map.iter_rules() if rule.endpoint not in known)
    if bare:
        raise RuntimeError(f"routes that name no role: {', '.join(bare)}. Register them with Registry.route.")
    # one that runs in the browser has no function here
    if bare := sorted(output for output, made in callback_map.items() if "callback" in made and output not in roles):
        raise RuntimeError(f"callbacks that name no role: {', '.join(bare)}. Register them with Registry.callback.")


def _is_open(asked: Request) -> bool:
    return asked.endpoint in OPEN_ENDPOINTS or (asked.method == "GET" and bool(OPEN_FILES.match(asked.path)))


def _refuse(asked: Request) -> Response:
    is_page = asked.method == "GET" and not asked.path.startswith(("/_", "/assets/", "/vendor/", "/api/"))
    if not is_page:
        response = jsonify(error="unauthorized")
        response.status_code = 401
        return response
    place = asked.full_path.rstrip("?")
    ended = "1" if SESSION_KEY in session else None
    return redirect("/login" + make_search({"next": None if place == "/" else place, "ended": ended}))  # type: ignore[return-value]
