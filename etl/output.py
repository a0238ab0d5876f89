"""What commands print: one table for people or one JSON list for programs, from the same rows."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

import click

from etl.calendar_th import BANGKOK


def show(rows: Iterable[Any], columns: Sequence[str], *, as_json: bool) -> None:
    """Dataclasses, named tuples or mappings; the table shows `columns`, JSON every field they have.

    Instants are ISO with offset in JSON and Bangkok time in the table; null is empty in the table.
    """
    records = [as_record(row) for row in rows]
    if as_json:
        click.echo(json.dumps(records, ensure_ascii=False, indent=2, default=_as_json))
        return
    lines = [list(columns), *([_as_text(record[name]) for name in columns] for record in records)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        click.echo("  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(line, widths, strict=True)).rstrip())


def show_one(record: Any, *, as_json: bool) -> None:
    """One thing: a JSON object, or `name: value` lines."""
    values = as_record(record)
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, indent=2, default=_as_json))
        return
    width = max(map(len, values), default=0)
    for name, value in values.items():
        click.echo(f"{name:<{width}}  {_as_text(value)}".rstrip())


def as_record(row: Any) -> dict[str, Any]:
    if is_dataclass(row) and not isinstance(row, type):
        return asdict(row)
    return dict(row._asdict()) if hasattr(row, "_asdict") else dict(row)


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    return str(value)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(BANGKOK).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=_as_json)
    return str(value).replace("\n", " ")


def _width(text: str) -> int:
    """Columns on a terminal: Thai vowels and tone marks above and below take none."""
    return sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in text)
