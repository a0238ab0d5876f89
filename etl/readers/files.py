"""Reads a source that drops files into a folder: CSV, JSON Lines (both also gzipped) or XLSX workbooks.

A file is taken once, by its content, and only when it is whole; nothing in the folder is ever moved or deleted. One
file that cannot be read as a whole fails the run by its name, and nothing is merged: files follow upon each other, so
leaving one out would let older rows stand for newer ones without a word. A single broken line is a reject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

from etl.addresses import read_folder
from etl.contracts.base import Entity
from etl.readers.base import Page, Start, TakenFile
from etl.readers.csv_lines import CsvLines
from etl.readers.folder import DropFile, Folder
from etl.readers.json_lines import read_json_lines
from etl.readers.mapping import Mapper
from etl.readers.sheets import SheetLines, check_archive
from etl.readers.tables import check_headings, read_table
from etl.readers.text_files import FileFaultError, find_encoding, open_text
from etl.source_settings import FilesReader as FilesReaderSettings
from etl.source_settings import Source

_HEAD_BYTES = 4_000_000
_HEAD_ROWS = 1_000
_REMEDY = "Have it written anew, whole, or take it away."


@dataclass(frozen=True, slots=True)
class _Content:
    """What has been found out about a file by reading it through."""

    content_hash: str
    encoding: str


class FilesReader:
    """One drop folder."""

    def __init__(self, source: Source, how: FilesReaderSettings, url: str) -> None:
        self._source = source
        self._how = how
        self._folder = Folder(source.name, source.variable, read_folder(source, url))
        self._contents: dict[tuple[str, int], _Content] = {}  # by mark and inode
        self._taken: dict[str, list[TakenFile]] = {}
        self._unread: dict[str, tuple[str, ...]] = {}
        self._is_whole = how.holds == "everything"

    @property
    def is_whole(self) -> bool:
        """Only where a file holds everything, and the last `pages` did read one: one taken before says nothing new."""
        return self._is_whole

    def delivers(self, entity: Entity) -> bool:
        return entity.name in self._source.mapping

    def check(self, entity: Entity) -> str:
        """Of the last file by name: its headings or its first records. No file yet is no fault: `empty`."""
        mapper = Mapper(self._source, entity)
        files = self._files()
        if files:
            file = files[-1]
            with self._folder.open(file) as handle, self._explained(file):
                self._check_head(handle, mapper, file.shown)
        self._unread[entity.name] = mapper.unused_keys()
        return mapper.fingerprint()

    def unread(self, entity: Entity) -> tuple[str, ...]:
        return self._unread.get(entity.name, ())

    def pages(self, entity: Entity, start: Start) -> Iterator[Page]:
        taken = self._taken[entity.name] = []
        self._is_whole = False
        for file in self._chosen():
            if file.mark in start.taken:
                continue
            content = self._look_through(file)
            if content.content_hash in start.taken or any(content.content_hash == t.content_hash for t in taken):
                continue
            rows = 0
            for page in self._read(file, content, entity):
                rows += page.rows + len(page.rejects)
                yield page
            taken.append(TakenFile(content.content_hash, file.shown, file.size, rows, file.modified_ns))
            self._is_whole = self._how.holds == "everything"

    def rows(self, entity: Entity, keys: Sequence[tuple[str, ...]]) -> Iterator[Page]:
        """From all files, in their order: the last one wins."""
        wanted = set(keys)
        for file in self._chosen():
            for page in self._read(file, self._look_through(file), entity):
                given = zip(*(map(_write_key, page.columns[name]) for name in entity.key), strict=True)
                kept = [row for row, key in enumerate(given) if key in wanted]
                if kept:
                    yield Page({n: [values[row] for row in kept] for n, values in page.columns.items()}, len(kept))

    def taken(self, entity: Entity) -> tuple[TakenFile, ...]:
        return tuple(self._taken.get(entity.name, ()))

    def close(self) -> None:
        """Nothing stays open between files."""

    def _files(self) -> list[DropFile]:
        return self._folder.files(self._how.pattern, self._how.quiet_for)

    def _chosen(self) -> list[DropFile]:
        files = self._files()
        if self._how.holds == "changes":
            return files
        latest = self._folder.latest(files)
        return [latest] if latest is not None else []

    def _look_through(self, file: DropFile) -> _Content:
        """Reads all of it once: its hash, and its encoding or whether it can be unpacked at all."""
        known = self._contents.get((file.mark, file.inode))
        if known is None:
            content_hash = self._folder.content_hash(file)
            with self._folder.open(file) as handle, self._explained(file):
                if self._how.format == "xlsx":
                    check_archive(handle)
                    encoding = ""
                else:
                    encoding = find_encoding(handle)
            known = self._contents[file.mark, file.inode] = _Content(content_hash, encoding)
        return known

    def _read(self, file: DropFile, content: _Content, entity: Entity) -> Iterator[Page]:
        mapper = Mapper(self._source, entity)
        with self._folder.open(file) as handle, self._explained(file):
            yield from self._pages_of(handle, content.encoding, mapper, file.shown)
            mapper.require_paths(file.shown)

    def _pages_of(self, handle: BufferedReader, encoding: str, mapper: Mapper, name: str) -> Iterator[Page]:
        if self._how.format == "jsonl":
            return read_json_lines(open_text(handle, encoding, "\n"), mapper, name, self._how.page_rows)
        if self._how.format == "xlsx":
            return read_table(self._sheet(handle, name), mapper, name, self._how.page_rows)
        lines = CsvLines(open_text(handle, encoding, ""), self._how.delimiter)
        return read_table(lines, mapper, name, self._how.page_rows)

    def _check_head(self, handle: BufferedReader, mapper: Mapper, name: str) -> None:
        if self._how.format == "xlsx":
            check_headings(self._sheet(handle, name), mapper, name)
            return
        encoding = find_encoding(handle, head=_HEAD_BYTES)
        if self._how.format == "csv":
            text = open_text(handle, encoding, "", "replace")
            check_headings(CsvLines(text, self._how.delimiter), mapper, name)
            return
        for _ in read_json_lines(open_text(handle, encoding, "\n", "replace"), mapper, name, _HEAD_ROWS):
            mapper.require_paths(name)
            return

    def _sheet(self, handle: BufferedReader, name: str) -> SheetLines:
        return SheetLines(handle, self._how.sheet, f"{self._source.name}, {name}")

    @contextmanager
    def _explained(self, file: DropFile) -> Iterator[None]:
        try:
            yield
        except FileFaultError as fault:
            raise self._folder.refused(file, str(fault), _REMEDY) from None
        except UnicodeDecodeError as error:  # its encoding was proved: other bytes stand there now
            raise self._folder.refused(file, f"changed while it was being read ({error.reason})", _REMEDY) from None


def _write_key(value: Any) -> str:
    """As conform writes the key of a reject."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return "" if value is None else str(value).strip()
