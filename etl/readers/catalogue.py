"""Every kind of reader this program has, by the `kind` of config.yaml."""

from __future__ import annotations

from etl.readers.base import Reader
from etl.readers.database import DatabaseReader
from etl.source_settings import DatabaseReader as DatabaseReaderSettings
from etl.source_settings import FilesReader as FilesReaderSettings
from etl.source_settings import Source


def open_reader(source: Source, url: str) -> Reader:
    """The reader of a source; nothing is connected before it is first asked for rows."""
    how = source.reader
    if isinstance(how, DatabaseReaderSettings):
        return DatabaseReader(source, how, url)
    if isinstance(how, FilesReaderSettings):
        from etl.readers.files import FilesReader

        return FilesReader(source, how, url)
    from etl.readers.rest import RestReader

    return RestReader(source, how, url)
