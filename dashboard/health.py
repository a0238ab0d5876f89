"""Whether the site works: /healthz for the process, /readyz for what it needs, /api/version for open pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from dashboard.access.database import is_people_current
from dashboard.access.person import EVERYONE
from dashboard.cache import Snapshot, read_state
from dashboard.context import Services, services
from dashboard.freshness import read_states
from dashboard.lateness import VERY_LATE
from dashboard.registry import Registry
from etl.errors import MisError
from etl.warehouse import migrate


def install_health(server: Flask, held: Services) -> None:
    """Add /healthz and /readyz to a server: open to anyone, so they tell no more than ok or fail."""

    def healthz() -> Any:
        return jsonify(status="ok")

    def readyz() -> Any:
        checks = {
            "people": _holds(lambda: is_people_current(held.people.reader)),
            "warehouse": _holds(lambda: migrate.current(held.engine) == migrate.head()),
        }
        is_ready = all(checks.values())
        body = {"status": _word(is_ready), "checks": {name: _word(is_ok) for name, is_ok in checks.items()}}
        return jsonify(body), 200 if is_ready else 503

    server.add_url_rule("/healthz", "healthz", healthz)
    server.add_url_rule("/readyz", "readyz", readyz)


def register(registry: Registry) -> None:
    """The address open pages ask every few seconds."""
    registry.route("/api/version", api_version, roles=EVERYONE)


def api_version() -> Any:
    """{version, as_of, settled_at, late, very_late}: what an open page shows changes when this does.

    version null: the warehouse does not answer.
    """
    held = services()
    try:
        state = read_state(held.engine)
        data = Snapshot(held.engine, state.version if state else 0, "", held.cache)
        sources = read_states(data.rows_now("pages/frame_freshness"), held.settings.now(), "en")
    except SQLAlchemyError:
        return jsonify(version=None, as_of=None, settled_at=None, late=[], very_late=[])
    body = {
        "version": state.version if state else 0,
        "as_of": state.as_of_at.isoformat() if state and state.as_of_at else None,
        "settled_at": state.settled_at.isoformat() if state and state.settled_at else None,
        "late": sorted(source.name for source in sources if source.is_late),
        "very_late": sorted(source.name for source in sources if source.lateness == VERY_LATE),
    }
    response = jsonify(body)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:16])
    return response.make_conditional(request)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (SQLAlchemyError, MisError):
        return False


def _word(is_ok: bool) -> str:
    return "ok" if is_ok else "fail"
