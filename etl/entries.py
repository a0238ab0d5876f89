"""Rows that people enter, as a workbook in the drop folder of a source: they take the road of every other row."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import xlsxwriter

from etl.addresses import read_folder
from etl.calendar_th import BANGKOK, BE_OFFSET
from etl.errors import UsageError
from etl.settings import Settings
from etl.source_settings import FilesReader, Source

WHO = "ผู้รายงาน"


def write_workbook(headings: Sequence[str], rows: Sequence[Sequence[object]], at: datetime) -> bytes:
    """One sheet of typed cells under headings; the same rows and time give the same bytes."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": at})
    sheet = book.add_worksheet("รายงานความก้าวหน้า")
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, max(12, len(heading) * 0.9))
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value not in (None, ""):
                sheet.write_string(number, column, str(value))
    book.close()
    return file.getvalue()


def enter_row(settings: Settings, source_name: str, entity: str, values: Mapping[str, object], who: str) -> str:
    """Put one row, by field, into the drop folder of a source of workbooks, as its mapping names the columns; the name

    of the file. Days and instants are written in the source's declared era; `who` stands in a column never read.
    Raises UsageError where the source is no such folder, is not connected, or cannot be written to.
    """
    source = next((s for s in settings.config.sources if s.name == source_name), None)
    if source is None or not isinstance(source.reader, FilesReader) or source.reader.format != "xlsx":
        raise UsageError(f"{source_name} is no source of workbooks.", "Configure it so (docs/sources.md).")
    if source_name not in settings.source_urls:
        raise UsageError(f"{source_name} is not connected.", f"Set {source.variable} to its folder.")
    at = settings.now().astimezone(BANGKOK)
    cells = {
        str(how.path): _write(source, field, values[field])
        for field, how in source.mapping[entity].fields.items()
        if field in values
    }
    content = write_workbook([*cells, WHO], [[*cells.values(), who]], at.replace(tzinfo=None))
    name = f"entry-{at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}.xlsx"
    folder = read_folder(source, settings.source_urls[source_name])
    try:
        on_its_way = folder / f".{name}.part"
        on_its_way.write_bytes(content)
        on_its_way.replace(folder / name)
        (folder / f"{name}.done").touch()  # whole: no need to wait until it lies still
    except OSError as error:
        raise UsageError(
            f"{source_name}: its folder could not be written to ({error.strerror}).",
            "Give the service's account the right to write there.",
        ) from None
    return name


def _write(source: Source, field: str, value: object) -> object:
    is_buddhist = source.date_eras.get(field, source.date_era) == "be"
    if isinstance(value, date):
        year = value.year + (BE_OFFSET if is_buddhist else 0)
        time = f" {value.astimezone(BANGKOK):%H:%M:%S}" if isinstance(value, datetime) else ""
        day = value.astimezone(BANGKOK) if isinstance(value, datetime) else value
        return f"{day.day:02d}/{day.month:02d}/{year}{time}"
    return value
