"""What the address of a source must look like, by the kind of its reader. Addresses hold passwords: never repeated."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from etl.errors import SettingsError
from etl.readers.rest_address import read_address
from etl.source_settings import Source

_FOLDER_SCHEME = "file://"
_DATABASE = "Write it as mysql+pymysql://user:password@host/database, postgresql+psycopg://... or sqlite:////file."
_FOLDER = "Write it as file:///absolute/folder."


def check_source_address(source: Source, url: str) -> None:
    """Raises SettingsError naming the variable and what to write for a source of this kind."""
    if source.reader.kind == "files":
        read_folder(source, url)
    elif source.reader.kind == "rest":
        read_address(source.reader, source.variable, url)
    else:
        check_database_address(url, source.variable)


def check_database_address(url: str, variable: str) -> None:
    """Refuses what no installed driver can open."""
    try:
        make_url(url).get_dialect().import_dbapi()
    except (ArgumentError, ImportError, ValueError):
        raise SettingsError(f"{variable} is not a database address this program can open.", _DATABASE) from None


def read_folder(source: Source, url: str) -> Path:
    """The drop folder an address names; `%20` and the like are read as the characters they stand for."""
    place = url.removeprefix(_FOLDER_SCHEME).removeprefix("localhost")
    folder = unquote(place, errors="surrogateescape")
    if not url.startswith(_FOLDER_SCHEME) or not place.startswith("/") or "\x00" in folder:
        raise SettingsError(
            f"{source.variable} is not the address of a folder, which a source of files needs.", _FOLDER
        )
    return Path(folder)
