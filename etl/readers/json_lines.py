"""Records of a JSON Lines text: one object per line; a line that is none is refused by its number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import TextIOWrapper
from typing import Any

from etl.readers.base import Page, RawReject
from etl.readers.mapping import Mapper
from etl.readers.tables import CONFLICT, CONFLICT_REASON, LONGEST, PAGE_CHARACTERS
from etl.readers.text_files import FileFaultError


def read_json_lines(text: TextIOWrapper, mapper: Mapper, name: str, page_rows: int) -> Iterator[Page]:
    """Pages made of up to `page_rows` lines. Raises FileFaultError where the last line is only the beginning of one."""
    records: list[Any] = []
    numbers: list[int] = []
    rejects: list[RawReject] = []
    number = size = 0
    while line := text.readline(LONGEST):
        number += 1
        size += len(line)
        is_ended = line.endswith("\n")
        if len(line) >= LONGEST and not is_ended:
            _pass_over(text)
            rejects.append(RawReject(f"{name}:{number}", f"longer than {LONGEST:,} characters"))
        elif not line.isspace():
            if number == 1 and line.lstrip().startswith("["):
                raise FileFaultError("is one JSON list; write one object per line (JSON Lines)")
            try:
                records.append(json.loads(line, parse_constant=_refuse_constant))
                numbers.append(number)
            except (ValueError, RecursionError) as error:
                if not is_ended:
                    raise FileFaultError(f"ends in the middle of line {number}: it was cut off on its way") from None
                rejects.append(RawReject(f"{name}:{number}", _explain(line, error)))
        if len(records) + len(rejects) >= page_rows or size > PAGE_CHARACTERS:
            yield _make_page(mapper, records, numbers, rejects, name)
            records, numbers, rejects, size = [], [], [], 0
    if records or rejects:
        yield _make_page(mapper, records, numbers, rejects, name)


def _make_page(mapper: Mapper, records: list[Any], numbers: list[int], rejects: list[RawReject], name: str) -> Page:
    page = mapper.page(records, lambda position: f"{name}:{numbers[position]}")
    return replace(page, rejects=[*rejects, *page.rejects])


def _pass_over(text: TextIOWrapper) -> None:
    while (rest := text.readline(LONGEST)) and not rest.endswith("\n"):
        pass


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _explain(line: str, error: Exception) -> str:
    if CONFLICT.match(line.strip()):
        return CONFLICT_REASON
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.pos + 1}"
    return "not JSON: nested too deep" if isinstance(error, RecursionError) else f"not JSON: {str(error)[:80]}"
