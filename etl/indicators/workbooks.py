"""Indicators as a workbook: one sheet of definitions, one of targets; what people fill in is read as it stands."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

import xlsxwriter
import yaml

from etl.contracts.catalogue import CONTRACTS
from etl.errors import SchemaChangedError
from etl.indicators.cells import read_cell, write_cell
from etl.indicators.definition import DataSource, Direction, Frequency, Kind, TargetState
from etl.indicators.definition_files import MAX_BYTES, Entry, FileRefusedError
from etl.indicators.fields import FIELDS, FieldTitle, title_of
from etl.indicators.yaml_files import write_flow
from etl.readers.sheets import SheetLines
from etl.readers.text_files import FileFaultError

DEFINITIONS, TARGETS = "ตัวชี้วัด", "ค่าเป้าหมาย"
VERSION = FieldTitle("version", "รุ่น", "Version", "number")
COLUMNS = (FIELDS[0], VERSION, *FIELDS[1:])
TARGET_COLUMNS = ("code", "fiscal_year", "value", "state", "note", "trajectory", "rule")
FONT, SIZE = "TH Sarabun New", 14
WIDTHS = {"text": 34, "number": 12, "choice": 16, "lines": 44, "numbers": 22, "links": 44, "baselines": 30, "flag": 12}
MAX_ROWS = 5_000
# what a cell of the column is chosen from, also in rows still to be filled in
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(Kind), "direction": get_args(Direction), "frequency": get_args(Frequency),
    "data_source": get_args(DataSource), "state": get_args(TargetState), "contract": tuple(CONTRACTS),
}  # fmt: skip
FURTHER_ROWS = 200
_KINDS = {field.name: field.kind for field in COLUMNS}


def write_workbook(blocks: Sequence[dict[str, Any]]) -> bytes:
    """The blocks that `yaml_files.write_yaml` takes, as two sheets; the same blocks give the same cells."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    headings = [(field.name, title_of(field.name, "th"), WIDTHS[field.kind]) for field in COLUMNS]
    rows = [[write_cell(_KINDS[name], _pick(block, name)) for name, _, _ in headings] for block in blocks]
    _write_sheet(book, DEFINITIONS, headings, rows)
    headings = [
        (name, title_of(name, "th"), 30 if name in ("note", "trajectory", "rule") else 14) for name in TARGET_COLUMNS
    ]
    rows = [
        _write_target(block["code"], year, target)
        for block in blocks
        for year, target in block.get("targets", {}).items()
    ]
    _write_sheet(book, TARGETS, headings, rows)
    book.close()
    return out.getvalue()


def _write_sheet(book: Any, name: str, headings: Sequence[tuple[str, str, int]], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    font = {"font_name": FONT, "font_size": SIZE, "valign": "top", "text_wrap": True}
    head = book.add_format({**font, "bold": True, "font_color": "#ffffff", "bg_color": "#1d3557", "border": 1})
    cell = book.add_format({**font, "bottom": 1, "bottom_color": "#c5ccd1"})
    sheet.set_row(0, 46)
    for column, (field, title, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, f"{title}\n{field}", head)
        if field in CHOICES:
            choice = {"validate": "list", "source": list(CHOICES[field])}
            sheet.data_validation(1, column, len(rows) + FURTHER_ROWS, column, choice)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, Decimal | int) and Decimal(repr(float(value))) == value:
                sheet.write_number(number, column, float(value), cell)
            elif value is None or value == "":
                sheet.write_blank(number, column, None, cell)
            else:
                sheet.write_string(number, column, str(value), cell)
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)


def _pick(block: Mapping[str, Any], name: str) -> Any:
    found: Any = block
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _write_target(code: str, year: int, target: Mapping[str, Any]) -> list[Any]:
    said = [_write_flow(target.get(name)) for name in ("trajectory", "rule")]
    return [code, year, target.get("value"), target.get("state"), target.get("note"), *said]


def _write_flow(value: Any) -> str:
    return "" if value is None else write_flow(value)


def read_workbook(content: bytes) -> list[Entry]:
    """The entries of both sheets in their order; a code of the sheet of targets alone brings only targets.

    Headings are known by the name beneath the title, or by the title alone; a column may be left out, a strange one is
    refused. Raises FileRefusedError.
    """
    if len(content) > MAX_BYTES:
        raise FileRefusedError(f"The file is larger than {MAX_BYTES:,} bytes.")
    known = {field.name: field.name for field in COLUMNS} | {title_of(f.name, "th"): f.name for f in COLUMNS}
    of_targets = {name: name for name in TARGET_COLUMNS} | {title_of(name, "th"): name for name in TARGET_COLUMNS}
    targets = _group_targets(_read_rows(content, TARGETS, of_targets))
    entries = [_read_entry(line, row, targets) for line, row in _read_rows(content, DEFINITIONS, known)]
    for code, (given, lines) in targets.items():
        entries.append(Entry(min(lines.values()), {"code": code}, given, None, lines, sheet=TARGETS))
    if not entries:
        raise FileRefusedError(f"The workbook has no rows in the sheets {DEFINITIONS} and {TARGETS}.")
    return entries


def _read_rows(content: bytes, sheet: str, known: Mapping[str, str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and cells by field; nothing where the sheet is not there."""
    try:
        lines = iter(SheetLines(io.BufferedReader(io.BytesIO(content)), sheet, sheet))
    except SchemaChangedError:
        return
    except FileFaultError as error:
        raise FileRefusedError(f"The file {error}.") from None
    names: list[str] | None = None
    try:
        for line in lines:
            if line.number > MAX_ROWS:
                raise FileRefusedError(f"{sheet}: more than {MAX_ROWS:,} rows.", line.number)
            if line.fault:
                raise FileRefusedError(f"{sheet}: {line.fault}.", line.number)
            if names is None:
                names = [_read_heading(cell, known, line.number) for cell in line.cells]
                continue
            row = {name: cell for name, cell in zip(names, line.cells, strict=False) if name and cell is not None}
            if row:
                yield line.number, row
    except FileFaultError as error:
        raise FileRefusedError(f"The file {error}.") from None


def _read_heading(cell: Any, known: Mapping[str, str], line: int) -> str:
    """`รหัส` over `code`, or either alone; an empty heading leaves its column out."""
    lines = [part.strip() for part in str(cell or "").splitlines() if part.strip()]
    found = next((known[part] for part in reversed(lines) if part in known), "")
    if lines and not found:
        raise FileRefusedError(f"'{lines[0]}' is no column of this sheet.", line)
    return found


def _group_targets(rows: Iterator[tuple[int, dict[str, Any]]]) -> dict[str, tuple[dict[Any, Any], dict[str, int]]]:
    grouped: dict[str, tuple[dict[Any, Any], dict[str, int]]] = {}
    for line, row in rows:
        code, year = _text(row.pop("code", "")), row.pop("fiscal_year", None)
        if not code or year is None:
            raise FileRefusedError(f"{TARGETS}: code or fiscal_year is missing.", line)
        years, lines = grouped.setdefault(code, ({}, {}))
        year = int(year) if isinstance(year, float) and year.is_integer() else _whole(year)
        if year in years:
            raise FileRefusedError(f"{TARGETS}: {code} has {year} twice.", line)
        target = {name: _text(cell) if name in ("state", "note") else cell for name, cell in row.items()}
        for name in ("trajectory", "rule"):
            if name in target:
                target[name] = _read_flow(target[name], line)
        years[year] = target
        lines[f"targets.{year}"] = line
    return grouped


def _read_flow(cell: Any, line: int) -> Any:
    try:
        return yaml.safe_load(str(cell))
    except (yaml.YAMLError, RecursionError):
        raise FileRefusedError(f"{TARGETS}: '{cell}' cannot be read; write it as in the exported file.", line) from None


def _whole(value: Any) -> Any:
    text = _text(value)
    return int(text) if text.isdecimal() and text.isascii() else value


def _read_entry(line: int, row: dict[str, Any], targets: dict[str, Any]) -> Entry:
    """One row; its targets are taken from `targets`, what is left there belongs to no row."""
    raw: dict[str, Any] = {}
    for name, cell in row.items():
        value = read_cell(_KINDS[name], _text(cell))
        inside = raw
        *outer, last = name.split(".")
        for part in outer:
            inside = inside.setdefault(part, {})
        inside[last] = value
    version = raw.pop("version", None)
    given, lines = targets.pop(str(raw.get("code", "")), (None, {}))
    return Entry(line, raw, given, _whole(version) if version is not None else None, lines, sheet=DEFINITIONS)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    return str(cell).strip()
