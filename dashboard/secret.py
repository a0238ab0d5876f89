"""The key that signs sessions: MIS_SECRET_KEY, else a random one made once and readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from etl.errors import SettingsError
from etl.settings import Settings


def with_secret(settings: Settings) -> Settings:
    """The same settings with a secret key; a missing one is read from, or made in, `secret.key` of the home folder.

    Raises SettingsError when the file is readable by others or too short to be a key.
    """
    if settings.secret_key:
        return settings
    return settings.model_copy(update={"secret_key": _read_or_make(settings.home / "secret.key")})


def _read_or_make(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret


def _read(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path} can be read by other accounts.", f"Run: chmod 600 {path}")
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 32:
        raise SettingsError(f"{path} is too short to be a key.", "Remove it; the next start makes a new one.")
    return secret
