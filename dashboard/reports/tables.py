"""A table as it leaves the house: typed columns and rows, and what must be said about them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from dashboard.text import t
from dashboard.text.formats import format_date, format_time
from etl.calendar_th import bangkok_date

Kind = Literal["text", "number", "percent", "date", "instant"]
MAX_NAME_BYTES = 240  # a Thai letter takes three; file systems allow 255
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+')


@dataclass(frozen=True)
class ReportColumn:
    """A heading and what stands beneath it; a percent is a number already in percent (97.25)."""

    title: str
    kind: Kind = "text"
    decimals: int = 0


@dataclass(frozen=True)
class ReportTable:
    """Rows hold str, int, float, date, aware datetime or None (an empty cell), as their column's kind says.

    `short` names its file and its sheet (at most 31 letters); without it, the title does.
    """

    title: str
    columns: Sequence[ReportColumn]
    rows: Sequence[Sequence[Any]]
    short: str = ""


@dataclass(frozen=True)
class About:
    """What is said of a table beside it; `data_at` is when its oldest source was last read (null: never)."""

    period: str
    org_unit: str
    filters: tuple[tuple[str, str], ...]
    data_at: datetime | None
    is_late: bool
    sources: tuple[str, ...]
    run: str
    is_sample: bool
    exported_by: str
    exported_at: datetime
    lang: str
    notes: tuple[str, ...] = ()


def say_about(table: ReportTable, about: About) -> list[tuple[str, str]]:
    """Name and text, in order; what is said once in a table's own heading is said here too."""
    lang = about.lang
    as_of = say_instant(about.data_at, lang)
    if about.is_late:
        as_of = f"{as_of} ({t('status.stale', lang)})"
    lines = [
        (t("export.title", lang), table.title),
        (t("export.period", lang), about.period),
        (t("export.org_unit", lang), about.org_unit),
        (t("export.filters", lang), " · ".join(f"{name}: {value}" for name, value in about.filters)),
        (t("export.data_at", lang), as_of),
        (t("export.sources", lang), " · ".join(about.sources)),
        (t("export.run", lang), about.run),
        (t("export.rows", lang), f"{len(table.rows):,}"),
        (t("export.class", lang), t("export.class_internal", lang)),
        (t("export.by", lang), f"{about.exported_by} · {say_instant(about.exported_at, lang)}"),
    ]
    lines = [(name, text or t("export.none", lang)) for name, text in lines]
    lines += [(t("export.note", lang), note) for note in about.notes]
    if about.is_sample:
        lines.insert(0, (t("frame.sample", lang), t("frame.sample_help", lang)))
    return lines


def say_instant(at: datetime | None, lang: str) -> str:
    """21 พฤศจิกายน 2569 09:15 น."""
    return "" if at is None else f"{format_date(bangkok_date(at), lang, 'long')} {format_time(at, lang)}"


def make_file_name(table: ReportTable, about: About, ending: str) -> str:
    """`ประเภทเรื่องที่รับ_ต.ค. - พ.ย. 2569_สำนักช่าง_ข้อมูลตัวอย่าง.xlsx`: safe on every system, never without its mark."""
    mark = f"_{t('frame.sample', about.lang)}" if about.is_sample else ""
    period = about.period.partition("(")[0]  # the months of a quarter need not stand in a name
    parts = (_UNSAFE.sub(" ", part) for part in (table.short or table.title, period, about.org_unit))
    stem = "_".join(" ".join(part.split()) for part in parts if part.strip())
    room = MAX_NAME_BYTES - len(mark.encode()) - len(ending) - 1
    while len(stem.encode()) > room:
        is_mark = unicodedata.category(stem[-1]) == "Mn"  # a vowel or tone mark goes with the letter beneath it
        stem = stem[:-1]
        while is_mark and stem:
            is_mark = unicodedata.category(stem[-1]) == "Mn"
            stem = stem[:-1]
    return f"{stem.strip(' ._')}{mark}.{ending}"
