"""A page is read ahead without changing what comes, or what is raised."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from etl.errors import SourceUnavailableError
from etl.readers.ahead import read_ahead
from etl.readers.base import Page


def pages(log: list[str], error: Exception | None = None) -> Iterator[Page]:
    try:
        for number in range(5):
            yield Page({"id": [number]}, 1)
        if error is not None:
            raise error
    finally:
        log.append("closed")


def test_the_same_pages_in_order() -> None:
    log: list[str] = []
    assert [page.columns["id"][0] for page in read_ahead(pages(log))] == [0, 1, 2, 3, 4]
    assert log == ["closed"]


def test_errors_come_after_the_pages_before_them() -> None:
    seen = []
    with pytest.raises(SourceUnavailableError):
        for page in read_ahead(pages([], SourceUnavailableError("gone"))):
            seen.append(page)
    assert len(seen) == 5


def test_a_caller_that_stops_leaves_no_reader_behind() -> None:
    log: list[str] = []
    ahead = read_ahead(pages(log))
    next(ahead)
    ahead.close()
    assert log == ["closed"]
