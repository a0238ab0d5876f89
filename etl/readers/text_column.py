"""A column of texts as it came off the wire, cut out when somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt

BREAK = "\x1e"

Places = npt.NDArray[np.int64]


class TextColumn(Sequence[Any]):
    """Values that lie between `starts` and `ends` in a page's bytes (UTF-8); where `nulls` says so there is none.

    It is the list of its texts, made once; bytes that are no UTF-8 become lone surrogates. A column of times need never
    be that list: `cells` gives its signs as they lie there.
    """

    __slots__ = ("_data", "_ends", "_nulls", "_starts", "_text", "_values")

    def __init__(
        self, data: npt.NDArray[np.uint8], text: str, starts: Places, ends: Places, nulls: Places | None = None
    ) -> None:
        """`text`: the same bytes as characters (Latin-1)."""
        self._data = data
        self._text = text
        self._starts = starts
        self._ends = ends
        self._nulls = nulls if nulls is not None and len(nulls) else None
        self._values: list[Any] | None = None

    def cells(self) -> tuple[npt.NDArray[np.uint8], Places] | None:
        """The bytes of all values that are there, a row each, and their places; null where they differ in length."""
        places = np.arange(len(self._starts))
        if self._nulls is not None:
            places = np.delete(places, self._nulls)
        starts = self._starts[places]
        lengths = self._ends[places] - starts
        if not len(lengths) or (lengths != lengths[0]).any():
            return None
        return self._data[starts[:, None] + np.arange(lengths[0])], places

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if self._values is None and isinstance(index, int):  # a single one is not worth the list
            row = range(len(self))[index]
            return None if self._nulls is not None and row in self._nulls else self._cut(row)
        return self._list()[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._list())

    def _cut(self, row: int) -> str:
        return _decode([self._text[self._starts[row] : self._ends[row]]])[0]

    def _list(self) -> list[Any]:
        if self._values is None:
            text = self._text
            self._values = _decode([text[a:b] for a, b in zip(self._starts.tolist(), self._ends.tolist(), strict=True)])
            if self._nulls is not None:
                for row in self._nulls.tolist():
                    self._values[row] = None
        return self._values


def _decode(values: list[str]) -> list[Any]:
    """Bytes as characters -> the text they are."""
    joined = BREAK.join(values)
    if joined.isascii():
        return values
    try:
        column: list[Any] = joined.encode("latin-1").decode().split(BREAK)
    except UnicodeDecodeError:
        column = []
    if len(column) != len(values):  # undecodable, or a value holds the break itself: one by one
        column = [value.encode("latin-1").decode("utf-8", "surrogateescape") for value in values]
    return column
