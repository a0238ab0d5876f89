"""Errors as people see them: Thai words and a reference, never a traceback; the log has the rest."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from dashboard.address import make_search
from dashboard.context import read_lang
from dashboard.section import log_failure
from dashboard.text import t

KINDS = {403: "forbidden", 404: "not_found", 405: "not_found", 500: "page_failed", 503: "people_down"}


def install_errors(server: Flask) -> None:
    """Answer every error of a server in the reader's language."""

    @server.errorhandler(HTTPException)
    def answer_http(error: HTTPException) -> Any:
        if isinstance(error, CSRFError) and request.endpoint == "login":
            return server.view_functions["login"](notice="expired")
        return answer(error.code or 500, "")

    @server.errorhandler(Exception)
    def answer_failure(error: Exception) -> Any:
        if request.path.startswith("/_dash-component-suites/"):  # Dash raises for a file it does not have
            return answer(404, "")
        return answer(500, log_failure(error, f"request failed method={request.method} endpoint={request.endpoint}"))


def answer(code: int, reference: str) -> Any:
    """A page for people, JSON for programs; the status says what happened."""
    if request.path.startswith(("/_", "/api/", "/assets/", "/vendor/")) or request.method not in ("GET", "POST"):
        body = {"error": HTTPStatus(code).phrase.lower().replace(" ", "_")}
        return jsonify(body | ({"reference": reference} if reference else {})), code
    lang = read_lang(request.query_string.decode("ascii", "replace"))
    kind = KINDS.get(code, "bad_request")
    topic = "login" if kind == "people_down" else "frame"
    page = render_template(
        "error.html",
        lang=lang,
        title=t(f"{topic}.{kind}_title", lang),
        text=t(f"{topic}.{kind}", lang),
        reference=t("frame.reference", lang, reference=reference) if reference else "",
        home="/" + make_search({"lang": lang if lang != "th" else None}),
        t=t,
    )
    return page, code
