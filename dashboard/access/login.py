"""Sign-in and sign-out: plain Flask pages outside Dash, the only ones open to strangers."""

from __future__ import annotations

import math
import secrets
from typing import Any

from flask import Flask, current_app, g, make_response, redirect, render_template, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from dashboard.access.gate import SESSION_KEY, identify
from dashboard.access.passwords import TooBusyError
from dashboard.access.people import People, normal_username
from dashboard.access.person import EVERYONE
from dashboard.access.sessions import end_session
from dashboard.access.sign_in import Refused, SignedIn, sign_in
from dashboard.address import is_local_path, make_search
from dashboard.context import read_lang, services
from dashboard.registry import Registry
from dashboard.text import t

DEVICE_COOKIE = "mis_device"
DEVICE_SECONDS = 180 * 86_400


def install_login(server: Flask, people: People) -> None:
    """Add /login to a server."""

    def login(notice: str = "") -> Any:
        if notice:
            return show_login(notice, 400)
        if request.method == "POST":
            return try_login(people)
        if identify(people) is not None:
            return redirect(next_place())
        ended = "session_ended" if request.args.get("ended") else ""
        return show_login("signed_out" if request.args.get("signed_out") else ended, 200)

    server.add_url_rule("/login", "login", login, methods=["GET", "POST"])


def register(registry: Registry) -> None:
    """Sign-out: a POST, so no link or picture can do it to somebody."""

    def logout() -> Any:
        end_session(services().people, session[SESSION_KEY], g.person)
        session.clear()
        return redirect("/login?signed_out=1")

    registry.route("/logout", logout, roles=EVERYONE, methods=("POST",))


def try_login(people: People) -> Any:
    """Answer a filled form: the way in, or the same page with the reason."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    device = _known_device(username)
    try:
        outcome = sign_in(people, username, password, address=request.remote_addr or "", device=device)
    except TooBusyError:
        return show_login("busy", 503, username)
    if isinstance(outcome, Refused):
        if outcome.wait_until is None:
            return show_login("wrong", 401, username)
        seconds = (outcome.wait_until - people.clock()).total_seconds()
        return show_login("throttled", 429, username, minutes=max(1, math.ceil(seconds / 60)))
    return _let_in(outcome, device)


def show_login(notice: str, status: int, username: str = "", **values: object) -> Any:
    """The sign-in page with one notice."""
    lang = read_lang(request.query_string.decode("ascii", "replace"))
    municipality = services().settings.config.municipality
    kind = "good" if notice == "signed_out" else "plain" if notice == "session_ended" else "bad"
    page = render_template(
        "login.html",
        lang=lang,
        t=t,
        municipality=municipality.name_th if lang == "th" else municipality.name_en,
        notice=t(f"login.{notice}", lang, **values) if notice else "",
        notice_kind=kind,
        username=username[:100],
        action="/login" + make_search({"next": request.args.get("next"), "lang": _lang_kept(lang)}),
        other="/login" + make_search({"next": request.args.get("next"), "lang": "en" if lang == "th" else None}),
    )
    return make_response(page, status)


def next_place() -> str:
    """Where to go after signing in: the local path asked for, or the overview."""
    place = request.args.get("next", "")
    return place if place and is_local_path(place) and not place.startswith(("/login", "/logout")) else "/"


def _let_in(outcome: SignedIn, device: str | None) -> Any:
    session.clear()  # nothing of before the sign-in lives on (fixation)
    session[SESSION_KEY] = outcome.session_id
    response = redirect(next_place())
    mark = _serializer().dumps([outcome.username, device or secrets.token_urlsafe(16)])
    production = services().settings.is_production
    response.set_cookie(
        DEVICE_COOKIE, mark, max_age=DEVICE_SECONDS, secure=production, httponly=True, samesite="Lax", path="/login"
    )
    return response


def _known_device(username: str) -> str | None:
    """The mark of a browser that has signed in as this name before."""
    try:
        name, device = _serializer().loads(request.cookies.get(DEVICE_COOKIE, ""))
    except (BadSignature, TypeError, ValueError):
        return None
    return str(device) if name == normal_username(username) else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="mis-device")


def _lang_kept(lang: str) -> str | None:
    return lang if lang != "th" else None
