"""The same rows for people and for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from etl.output import show, show_one


@dataclass(frozen=True)
class Line:
    name: str
    at: datetime | None
    value: float | None


ROWS = [
    Line("สำนักช่าง", datetime(2026, 11, 20, 18, 30, tzinfo=UTC), 87.5),
    Line("KKM", None, None),
]


def test_table_is_aligned_in_thai_and_bangkok_time(capsys: pytest.CaptureFixture[str]) -> None:
    show(ROWS, ("name", "at", "value"), as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["name", "at", "value"]
    assert lines[1].split() == ["สำนักช่าง", "2026-11-21", "01:30:00", "87.5"]
    assert lines[2].rstrip() == "KKM"
    # the Thai name takes seven columns on a terminal, its two marks none
    assert lines[0].index("at") == 7 + 2
    assert lines[1].index("2026") == 9 + 2


def test_json_has_every_field_and_offsets(capsys: pytest.CaptureFixture[str]) -> None:
    show(ROWS, ("name",), as_json=True)
    assert json.loads(capsys.readouterr().out) == [
        {"name": "สำนักช่าง", "at": "2026-11-20T18:30:00+00:00", "value": 87.5},
        {"name": "KKM", "at": None, "value": None},
    ]


def test_nothing_is_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    show([], ("name",), as_json=True)
    assert json.loads(capsys.readouterr().out) == []


def test_one_thing(capsys: pytest.CaptureFixture[str]) -> None:
    show_one({"code": "CMP-03", "targets": [{"value": 85}]}, as_json=False)
    assert capsys.readouterr().out.splitlines() == ["code     CMP-03", 'targets  [{"value": 85}]']
