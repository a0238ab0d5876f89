"""Bootstrap's styles and icons, served from the installed package: no CDN, no copy in the repository."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import flask_bootstrap
from flask import abort, send_from_directory

from dashboard.access.person import EVERYONE
from dashboard.registry import Registry

FOLDER = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
FILES = frozenset(
    {
        "css/bootstrap.min.css",
        "css/font/bootstrap-icons.min.css",
        "css/font/fonts/bootstrap-icons.woff",
        "css/font/fonts/bootstrap-icons.woff2",
    }
)
VERSION = version("bootstrap-flask")
STYLESHEETS = tuple(f"/vendor/{VERSION}/{name}" for name in sorted(FILES) if name.endswith(".css"))


def register(registry: Registry) -> None:
    """The address carries the package's version, so browsers may keep the files."""
    registry.route("/vendor/<wanted>/<path:name>", vendor_file, roles=EVERYONE)


def vendor_file(wanted: str, name: str) -> Any:
    if wanted != VERSION or name not in FILES:
        abort(404)
    return send_from_directory(FOLDER, name)
