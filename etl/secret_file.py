"""A random key in a file that only its owner can read, made once."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from etl.errors import SettingsError


def read_or_make(path: Path) -> str:
    """The key in the file; a missing one is made. Raises SettingsError where others can read it or it is no key."""
    if not path.exists():
        _make(path)
    return _read(path)


def _make(path: Path) -> None:
    """Whole or not at all, and only once: of two processes at the same moment the first one's key stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}")  # readable by its owner only
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def _read(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path} can be read by other accounts.", f"Run: chmod 600 {path}")
    secret = path.read_text(encoding="ascii", errors="replace").strip()
    if len(secret) < 32 or not secret.isascii():
        raise SettingsError(
            f"{path} is too short to be a key, or damaged.", "Remove it; the next start makes a new one."
        )
    return secret
