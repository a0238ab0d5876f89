"""Rows of a sheet of an XLSX workbook, one at a time; a workbook that would swell beyond reason is never unpacked.

openpyxl tells what a cell means; its own reading of a sheet keeps something of every row and dies of a single broken
cell, so the rows are walked here.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import BufferedReader
from typing import Any, overload

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from etl.errors import SchemaChangedError
from etl.readers.tables import Line
from etl.readers.text_files import FileFaultError

MOST_UNPACKED = 100_000_000  # bytes
MOST_TIMES = 100  # unpacked bytes for each packed one
MOST_PARTS = 2_000
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_DIRECTORY = 4_000_000  # bytes of the list of parts
_ROUNDED = timedelta(milliseconds=1)
# what openpyxl, zipfile and the XML parser raise when a workbook is not what it says
_BROKEN = (
    AttributeError, EOFError, IndexError, KeyError, RuntimeError, SyntaxError,
    TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class SheetLines:
    """See `Lines`. `sheet` null: the first one. Dates are given as text, empty and error cells as null."""

    is_even = False

    def __init__(self, handle: BufferedReader, sheet: str | None, place: str) -> None:
        check_archive(handle)
        try:
            book = _Book(handle)
            book.read()
        except _BROKEN as error:
            raise FileFaultError(f"is no whole XLSX workbook ({type(error).__name__})") from None
        sheets = {s.title: s for s in book.wb.worksheets}
        if not sheets:
            raise FileFaultError("holds no sheet")
        if sheet is not None and sheet not in sheets:
            raise SchemaChangedError(
                f"{place}: there is no sheet '{sheet}' (there are: {', '.join(sheets)}).",
                "Correct `sheet` of the source's reader in config.yaml, or the workbook.",
            )
        self._book = book
        self._sheet: Any = sheets[sheet] if sheet is not None else next(iter(sheets.values()))

    def __iter__(self) -> Iterator[Line]:
        book: Any = self._book.wb
        try:
            with self._sheet._get_source() as source:
                parser = WorkSheetParser(
                    source, self._book.shared_strings, data_only=True, epoch=book.epoch,
                    date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
                )  # fmt: skip
                yield from _read_rows(source, parser)
        except FileFaultError:
            raise
        except _BROKEN as error:
            raise FileFaultError(f"has a sheet that cannot be read ({type(error).__name__})") from None


def check_archive(handle: BufferedReader) -> None:
    """Raises FileFaultError for what is no workbook of ours; nothing is unpacked to find out."""
    handle.seek(0)
    start = handle.read(4)
    if start == b"\xd0\xcf\x11\xe0":
        raise FileFaultError("is an old or encrypted Office file; save it as XLSX without a password")
    if start != b"PK\x03\x04":
        raise FileFaultError("is no XLSX workbook")
    _check_directory(handle)
    try:
        parts = zipfile.ZipFile(handle).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, struct.error):
        raise FileFaultError("is a damaged or cut off workbook") from None
    unpacked, packed = sum(part.file_size for part in parts), max(handle.seek(0, 2), 1)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_TIMES * packed:
        raise FileFaultError(
            f"unpacks to {unpacked:,} bytes in {len(parts):,} parts; at most {MOST_UNPACKED:,} bytes, "
            f"{MOST_TIMES} times its size and {MOST_PARTS:,} parts are read: save it as CSV"
        )
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise FileFaultError("is a zip archive but no XLSX workbook")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileFaultError("holds macros; save it as XLSX")


def _check_directory(handle: BufferedReader) -> None:
    """The list of parts itself may be the bomb."""
    size = handle.seek(0, 2)
    handle.seek(max(0, size - 65_557))
    tail = handle.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise FileFaultError("is a damaged or cut off workbook")
    parts, directory = struct.unpack_from("<HI", tail, at + 10)
    if parts > MOST_PARTS or directory > _DIRECTORY:
        raise FileFaultError(f"lists more than {MOST_PARTS:,} parts")


class _Book(ExcelReader):
    """Opens a workbook without reading its texts: that takes as long as all the rest, and headings need few of them."""

    def __init__(self, handle: BufferedReader) -> None:
        handle.seek(0)
        super().__init__(handle, read_only=True, keep_vba=False, data_only=True, keep_links=False)

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            self.shared_strings = _Texts(self.archive, part.PartName[1:])  # type: ignore[assignment]

    def read_properties(self) -> None:
        """Who wrote it is nobody's business."""

    def read_custom(self) -> None:
        """Nor what else is said about it."""

    def read_theme(self) -> None:
        """Nor its colours."""


class _Texts(Sequence[str]):
    """The workbook's table of texts, read as far as somebody asked."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._found: list[str] = []
        self._rest = _read_texts(archive, name)

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice) or at < 0:
            raise IndexError
        while at >= len(self._found):
            text = next(self._rest, None)
            if text is None:
                raise IndexError
            self._found.append(text)
        return self._found[at]


def _read_texts(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    tag = f"{{{SHEET_MAIN_NS}}}si"
    with archive.open(name) as source:
        root: Any = None
        for event, node in iterparse(source, events=("start", "end")):
            if root is None:
                root = node
            elif event == "end" and node.tag == tag:
                content: Any = Text.from_tree(node)
                yield content.content
                root.clear()


def _read_rows(source: Any, parser: WorkSheetParser) -> Iterator[Line]:
    data: Any = None
    for event, node in iterparse(source, events=("start", "end")):
        if node.tag == DATA_TAG:
            data = node if event == "start" else None
        elif event == "end" and data is None:
            node.clear()
        elif event == "end" and node.tag == ROW_TAG:
            line = _read_row(parser, node)
            data.clear()
            if line is not None:
                yield line


def _read_row(parser: WorkSheetParser, node: Any) -> Line | None:
    """Null: nothing stands in it."""
    number = parser.row_counter + 1
    try:
        number = int(node.get("r", number))
        parser.row_counter, parser.col_counter = number, 0
        if number > MOST_ROWS:
            raise FileFaultError(f"has a row number {number:,}, beyond what a sheet can hold")
        cells = [(cell["column"], _read_value(cell)) for cell in map(parser.parse_cell, node)]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError):
        return Line(number, (), "a cell of this row cannot be read")
    given = [(column, value) for column, value in cells if value is not None and value != ""]
    if not given:
        return None
    width = max(column for column, _ in given)
    if width > MOST_COLUMNS:
        return Line(number, (), "a cell lies beyond the last column a sheet can have")
    row: list[Any] = [None] * width
    for column, value in given:
        row[column - 1] = value
    return Line(number, row)


def _read_value(cell: dict[str, Any]) -> Any:
    value = cell["value"]
    if cell["data_type"] == "e":  # #N/A and its like: there is no value
        return None
    if isinstance(value, datetime):
        rounded = value + _ROUNDED / 2  # a time of day is a binary fraction in a workbook
        rounded -= timedelta(microseconds=rounded.microsecond % 1000)
        is_day = rounded.hour == rounded.minute == rounded.second == rounded.microsecond == 0
        return rounded.date().isoformat() if is_day else rounded.isoformat(sep=" ")
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value  # signs that XML cannot hold
    return value if value is None or isinstance(value, (int, float)) else str(value)
