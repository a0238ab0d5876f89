"""The key that signs sessions: MIS_SECRET_KEY, else a random one made once and readable by its owner only."""

from __future__ import annotations

from etl.secret_file import read_or_make
from etl.settings import Settings


def with_secret(settings: Settings) -> Settings:
    """The same settings with a secret key; a missing one is read from, or made in, `secret_key` of the home folder.

    Raises SettingsError when the file is readable by others or too short to be a key.
    """
    if settings.secret_key:
        return settings
    return settings.model_copy(update={"secret_key": read_or_make(settings.home / "secret_key")})
