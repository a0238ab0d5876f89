"""A drop folder under a test's hand, its source, and what a read of it gives."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import Workbook

from etl.contracts.base import Entity
from etl.contracts.complaints import COMPLAINT
from etl.readers.base import Start
from etl.readers.files import FilesReader
from etl.source_settings import FilesReader as FilesSettings
from etl.source_settings import Source
from etl.steps.conform import Conformer
from etl.steps.shaper import refuse
from etl.steps.words import UNKNOWN_KEY, Keys, WordMap

FIELDS = {"source_id": "id", "received_at": "at", "status": "state", "description": "detail"}
HEADINGS = "id,at,state,detail"
AT = "2026-11-02 09:00:00"
NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)


def make_source(mapping: dict[str, Any] | None = None, **reader: Any) -> Source:
    return Source.model_validate(
        {
            "name": "drop", "contract": "complaints", "title_th": "กล่องรับไฟล์", "title_en": "Drop folder",
            "reader": {"kind": "files", "format": "csv", **reader}, "schedule": "*/15 * * * *", "fresh_within": "26h",
            "mapping": mapping or {"complaint": {"fields": FIELDS}},
            "value_maps": {"status": {"on_unknown": "reject"}},
        }
    )  # fmt: skip


class Drop:
    """The folder. `put` writes a file that has been quiet for long; `age` in seconds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    @property
    def url(self) -> str:
        return self.folder.as_uri()

    def put(self, name: str, content: bytes | str, *, age: float = 3600) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        then = time.time() - age
        os.utime(path, (then, then))
        return path

    def reader(self, source: Source) -> FilesReader:
        assert isinstance(source.reader, FilesSettings)
        return FilesReader(source, source.reader, self.url)


@dataclass
class Found:
    """What a read gave: ids and texts of the rows accepted, (key, rule) of the others, and the reasons."""

    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    rejects: list[tuple[str, str]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    pages: int = 0
    read: int = 0


def read_all(reader: FilesReader, source: Source, start: Start | None = None, entity: Entity = COMPLAINT) -> Found:
    """Check, read, conform: everything a run does before it writes."""
    reader.check(entity)
    found = Found()
    conformer = Conformer(entity, source, Keys(WordMap({}, UNKNOWN_KEY, UNKNOWN_KEY), {}, {}), NOW)
    for page in reader.pages(entity, start or Start()):
        found.pages += 1
        found.read += page.rows + len(page.rejects)
        typed = conformer.conform(page)
        found.ids.extend(typed.columns["source_id"])  # type: ignore[arg-type]
        found.texts.extend(typed.columns["description"])  # type: ignore[arg-type]
        for reject in (*(refuse(raw, entity) for raw in page.rejects), *typed.rejects):
            found.rejects.append((reject.key[0], reject.rule))
            found.reasons.append(reject.reason)
    assert found.read == len(found.ids) + len(found.rejects)
    return found


def row(number: int | str, detail: str = "ถนนเป็นหลุม", at: str = AT, state: str = "new") -> list[str]:
    return [str(number), at, state, detail]


def as_csv(rows: Iterable[Sequence[Any]], *, headings: str = HEADINGS, delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(headings.split(","))
    writer.writerows(rows)
    return text.getvalue()


def as_jsonl(rows: Iterable[Sequence[Any]], *, headings: str = HEADINGS) -> str:
    names = headings.split(",")
    return "".join(json.dumps(dict(zip(names, r, strict=True)), ensure_ascii=False) + "\n" for r in rows)


def as_xlsx(rows: Iterable[Sequence[Any]], *, headings: str = HEADINGS, sheet: str = "Sheet1") -> bytes:
    """As spreadsheet programs write it: texts in a table of their own."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        page = book.add_worksheet(sheet)
        for number, cells in enumerate([headings.split(","), *rows]):
            page.write_row(number, 0, cells)
    return content.getvalue()


def as_plain_xlsx(rows: Iterable[Sequence[Any]], *, headings: str = HEADINGS) -> bytes:
    """As other programs write it: texts in the cells, error values as such."""
    book = Workbook()
    page = book.active
    assert page is not None
    for cells in (headings.split(","), *rows):
        page.append(list(cells))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
