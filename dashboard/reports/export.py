"""The one door out: a table becomes a file in one of the formats, and the answer that hands it over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response

from dashboard.reports.csv import write_csv
from dashboard.reports.tables import About, ReportColumn, ReportTable, make_file_name
from dashboard.reports.xlsx import write_xlsx

__all__ = ["FORMATS", "About", "ReportColumn", "ReportFile", "ReportTable", "export_table", "respond"]

# ending -> how it is written, and what a browser is told it is
FORMATS: dict[str, tuple[Callable[[ReportTable, About], bytes], str]] = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}


@dataclass(frozen=True)
class ReportFile:
    name: str
    mimetype: str
    content: bytes


def export_table(ending: str, table: ReportTable, about: About) -> ReportFile:
    """The file of a table; `ending` is a key of FORMATS (KeyError otherwise)."""
    write, mimetype = FORMATS[ending]
    return ReportFile(make_file_name(table, about, ending), mimetype, write(table, about))


def respond(file: ReportFile) -> Response:
    """The answer a browser saves under the file's own name."""
    ending = file.name.rpartition(".")[2]
    answer = Response(file.content, content_type=file.mimetype)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    )
    return answer
