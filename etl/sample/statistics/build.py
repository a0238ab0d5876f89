"""Builds the drop folder of official statistics: a CSV for each year in which figures were published.

The figures are real and public (external_series.csv, each with the page it was read from); the folder, the officer who
typed them in and the broken lines are the sample's. A file stands there from 1 January after its year.
"""

from __future__ import annotations

import csv
import io
import os
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from etl.calendar_th import BE_OFFSET, day_number, from_day_number
from etl.errors import UsageError
from etl.sample.city import DAY_SECONDS

FIGURES = Path(__file__).with_name("external_series.csv")
LOCAL = 7 * 3600
Progress = Callable[[str], object]
Row = dict[str, str]
_OURS = re.compile(r"statistics_25\d\d\.csv")
_YEAR = re.compile(r"25\d\d")
# what people put where they should not: none of it may come through
OFFICER = "นางสาวมาลี แก่นเมืองทดลอง"
CALLED = " สอบถามนายสมชาย ตัวอย่างดี โทร 081-0000-123 เลขบัตร 1234567890120"
BROKEN = (
    {"year_be": "2023", "period_as_printed": "2023"},  # a year of the Common Era
    {"value": "n.a."},
    {"source": ""},
    {"area_scheme": "NSO9"},
)


def build_statistics(folder: Path, now: int, progress: Progress) -> None:
    """Make the folder hold the files of the years that ended before `now` (local seconds).

    Raises UsageError where the folder holds files no sample made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    foreign = sorted(file.name for file in folder.iterdir() if not _OURS.fullmatch(file.name))
    if foreign:
        raise UsageError(
            f"{folder} holds {foreign[0]}, not made by the sample.", "Move it elsewhere, or name another MIS_HOME."
        )
    wanted = files_at(now)
    for file in folder.iterdir():
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        _write(folder / name, text)
    progress(f"sample statistics: {len(wanted)} files of public figures")


def files_at(now: int) -> dict[str, str]:
    """File name -> text, in the order of years, as the folder stands at an instant."""
    current = from_day_number(now // DAY_SECONDS).year + BE_OFFSET
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    by_year: dict[int, list[Row]] = {}
    for row in rows:
        by_year.setdefault(_published_in(row), []).append(row)
    return {f"statistics_{y}.csv": _write_csv(_make_dirty(r)) for y, r in sorted(by_year.items()) if y < current}


def _published_in(row: Row) -> int:
    """The edition's year; else that of the period, of a plan for several years the first."""
    years = [row["edition"]] if row["edition"] else _YEAR.findall(row["period_as_printed"])
    return int(years[0] if row["period_kind"] == "range" else (years or [row["year_be"]])[-1])


def _make_dirty(rows: list[Row]) -> list[Row]:
    """An officer's name beside each row, a telephone call in a note, and one line that must be refused."""
    typed = [{**row, "recorded_by": OFFICER} for row in rows]
    typed[0]["note"] += CALLED
    return [*typed, {**typed[-1], **BROKEN[len(rows) % len(BROKEN)]}]


def _write_csv(rows: list[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _write(file: Path, text: str) -> None:
    """As a spreadsheet saves it, with a mark in front; all of it or nothing; as old as what it tells."""
    content = text.encode("utf-8-sig")
    if file.exists() and file.read_bytes() == content:
        return
    new = file.with_name(f".{file.name}.part")
    new.write_bytes(content)
    year = int(file.stem[-4:]) - BE_OFFSET
    at = min(day_number(date(year + 1, 1, 1)) * DAY_SECONDS - LOCAL, int(time.time()) - 3600)
    os.utime(new, (at, at))
    new.replace(file)
