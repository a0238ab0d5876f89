"""Lines of cells under headings (CSV, a sheet) -> pages; what is no row is refused with its line number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, product
from typing import Any, NamedTuple, Protocol

from etl.readers.base import Page, RawReject
from etl.readers.mapping import Mapper
from etl.readers.text_files import FileFaultError

LONGEST = 10_000_000  # characters of one record
PAGE_CHARACTERS = 32_000_000  # of the lines of one page: long rows make short pages
HEADINGS_WITHIN = 20  # lines: titles may stand above the headings
SIGNS = (",", ";", "\t", "|")
CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")
CONFLICT_REASON = "a mark that Git leaves where two versions were not merged"


class Line(NamedTuple):
    """One record of a table: its first line's number, its cells or why it has none, and how long it was.

    `is_cut`: the file ends with it, without an end of line.
    """

    number: int
    cells: Sequence[Any]
    fault: str = ""
    size: int = 0
    is_cut: bool = False


class Lines(Protocol):
    """The records of a table in their order. `is_even`: each must have as many cells as there are headings."""

    is_even: bool

    def __iter__(self) -> Iterator[Line]:
        """The records; those without any content are passed over."""


def check_headings(lines: Lines, mapper: Mapper, name: str) -> None:
    """Raises SchemaChangedError where a heading of the mapping is gone; FileFaultError where there are none at all."""
    _find_headings(iter(lines), mapper, name)


def read_table(lines: Lines, mapper: Mapper, name: str, page_rows: int) -> Iterator[Page]:
    """Pages of up to `page_rows` rows. Raises SchemaChangedError before the first, FileFaultError at the end."""
    walk = iter(lines)
    headings, early = _find_headings(walk, mapper, name)
    chosen = {path: headings.index(path) for path in mapper.used_headings() if path in headings}
    width = len(headings)
    rows: list[Sequence[Any]] = []
    rejects = [RawReject(f"{name}:{line.number}", line.fault) for line in early]
    size = 0
    for line in walk:
        fault = line.fault or _find_fault(line.cells, headings, is_even=lines.is_even)
        if fault:
            if line.is_cut:
                raise FileFaultError(f"ends in the middle of line {line.number}: it was cut off on its way")
            rejects.append(RawReject(f"{name}:{line.number}", fault))
        else:
            rows.append(line.cells)
        size += line.size
        if len(rows) + len(rejects) >= page_rows or size > PAGE_CHARACTERS:
            yield _make_page(rows, rejects, chosen, mapper, width)
            rows, rejects, size = [], [], 0
    if rows or rejects:
        yield _make_page(rows, rejects, chosen, mapper, width)


def _find_headings(walk: Iterator[Line], mapper: Mapper, name: str) -> tuple[list[str], list[Line]]:
    """The first line that holds every heading of the mapping, and the broken ones above it.

    Where none does, the line that holds most of them tells which are gone.
    """
    met: list[list[str]] = []
    broken: list[Line] = []
    for line, _ in zip(walk, range(HEADINGS_WITHIN), strict=False):
        if line.fault or _find_conflict(line.cells):
            broken.append(Line(line.number, (), line.fault or CONFLICT_REASON))
            continue
        headings = ["" if cell is None else str(cell).strip() for cell in line.cells]
        met.append(headings)
        if mapper.headings() <= set(headings):
            mapper.require_headings(headings, name)
            return headings, broken
    if not met:
        raise FileFaultError("holds no headings")
    for headings, sign in product(met, SIGNS):
        if len(headings) < len(mapper.headings()) and mapper.headings() <= set(_cut(headings, sign)):
            mapper.refuse_delimiter(sign, name)
    mapper.require_headings(max(met, key=lambda headings: len(mapper.headings().intersection(headings))), name)
    raise AssertionError("a missing heading is refused")


def _cut(headings: Sequence[str], sign: str) -> Iterator[str]:
    return (part.strip().strip('"') for heading in headings for part in heading.split(sign))


def _find_fault(cells: Sequence[Any], headings: Sequence[str], *, is_even: bool) -> str:
    if is_even and len(cells) != len(headings):
        return _find_conflict(cells) or f"{len(cells)} columns instead of {len(headings)}"
    if cells[0] == headings[0] and list(cells) == list(headings):
        return "the headings once more"
    return _find_conflict(cells)


def _find_conflict(cells: Sequence[Any]) -> str:
    first = cells[0] if cells else None
    return CONFLICT_REASON if isinstance(first, str) and first[:1] in "<=>|" and CONFLICT.match(first) else ""


def _make_page(
    rows: Sequence[Sequence[Any]], rejects: Sequence[RawReject], chosen: dict[str, int], mapper: Mapper, width: int
) -> Page:
    if any(len(row) < width for row in rows):
        rows = [tuple(chain(row, (None,) * (width - len(row)))) for row in rows]
    columns = {path: [row[at] for row in rows] for path, at in chosen.items()}
    return mapper.table(columns, len(rows), rejects)
