"""Records of a CSV text. A quotation mark that nothing closes costs its own line, never the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from io import TextIOWrapper

from etl.readers.tables import LONGEST, Line

MOST_LINES = 1_000  # of one record: a longer comment is a quotation mark that was never closed
csv.field_size_limit(LONGEST)


class CsvLines:
    """See `Lines`. Marks are doubled inside quotation marks, as spreadsheets and RFC 4180 write them.

    Read strictly, so that an open mark is found where it stands; a single line of wrong marks is then read leniently.
    The next mark ends what the open one began, so lines are read again at most once.
    """

    is_even = True

    def __init__(self, text: TextIOWrapper, delimiter: str) -> None:
        self._physical = _Physical(text)
        self._delimiter = delimiter

    def __iter__(self) -> Iterator[Line]:
        lines = self._physical
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        while True:
            number = lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLongError) as error:
                first = lines.go_back()
                alone = _read_alone(first, self._delimiter)
                yield Line(number, alone or (), "" if alone else _explain(error), len(first), lines.is_at_cut)
                continue
            if cells and (len(cells) > 1 or cells[0].strip()):
                yield Line(number, cells, "", lines.size, lines.is_at_cut)


class _TooLongError(Exception):
    """One record that is longer than any real one."""


class _Physical:
    """The lines of a text, with those of the present record in mind so that they can be read again."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self._record: list[str] = []
        self._again: deque[str] = deque()
        self._number = self.size = 0

    def __iter__(self) -> _Physical:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(LONGEST)
        if not line:
            raise StopIteration
        self._number += 1
        self._record.append(line)
        self.size += len(line)
        if self.size >= LONGEST or len(self._record) > MOST_LINES:
            if len(line) >= LONGEST:
                self._pass_over()
            raise _TooLongError
        return line

    @property
    def is_at_cut(self) -> bool:
        """Whether the text ends with the last line given, and that without an end of line."""
        return bool(self._record) and not self._again and not self._record[-1].endswith(("\n", "\r")) and self._is_end()

    def begin(self) -> int:
        """A new record; the number of its first line."""
        self._record.clear()
        self.size = 0
        return self._number + 1

    def go_back(self) -> str:
        """To the second line of the present record; the first one."""
        first, *rest = self._record
        self._again.extendleft(reversed(rest))
        self._number -= len(rest)
        self._record = [first]
        return first

    def _pass_over(self) -> None:
        while (rest := self._text.readline(LONGEST)) and not rest.endswith(("\n", "\r")):
            pass

    def _is_end(self) -> bool:
        line = self._text.readline(LONGEST)
        if line:
            self._again.append(line)
        return not line


def _read_alone(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line with marks inside its text (`"a "b" c"`), read as spreadsheets do; null where one is open."""
    if len(line) >= LONGEST:
        return None
    reader = csv.reader([line, "."], delimiter=delimiter)
    cells = next(reader)
    return cells if reader.line_num == 1 else None


def _explain(error: Exception) -> str:
    if isinstance(error, _TooLongError):
        return f"longer than {LONGEST:,} characters or {MOST_LINES:,} lines, or a quotation mark is never closed"
    return "a quotation mark is never closed" if "end of data" in str(error) else "quotation marks stand wrong"
