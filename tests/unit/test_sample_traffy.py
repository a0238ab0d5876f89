"""The sample of Traffy Fondue: as dirty as the real one, the same at one instant whatever came before, never half."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from etl.calendar_th import BANGKOK
from etl.errors import UsageError
from etl.sample import build_sample
from etl.settings import Settings

pytestmark = pytest.mark.two_sources

SMALL = 900
MakeSettings = Callable[..., Settings]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


def build(settings: Settings, as_of: str, **options: Any) -> Path:
    build_sample(settings, at(as_of), **{"complaints_per_year": SMALL, "progress": lambda _: None, **options})
    return settings.home / "sample" / "traffy"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*.gz")}


def records(folder: Path) -> list[dict[str, Any]]:
    found = []
    for file in sorted(folder.glob("*.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found += [json.loads(line) for line in lines]
    return found


def test_growing_leaves_what_building_at_once_does(make_settings: MakeSettings, tmp_path: Path) -> None:
    grown = make_settings(MIS_HOME=str(tmp_path / "grown"))
    for as_of in ("2022-03-30T09:10", "2022-03-30T17:59", "2022-03-31T23:59", "2022-04-01T00:00", "2022-04-02T08:30"):
        folder = build(grown, as_of)
    at_once = build(make_settings(MIS_HOME=str(tmp_path / "at-once")), "2022-04-02T08:30")
    assert contents(folder) == contents(at_once)
    assert sorted(contents(folder))[-3:] == [
        "traffy_2022-03.jsonl.gz", "traffy_2022-04-01.jsonl.gz", "traffy_2022-04-02.jsonl.gz",
    ]  # fmt: skip


def test_it_tells_nothing_of_the_time_ahead(make_settings: MakeSettings) -> None:
    folder = build(make_settings(), "2022-03-30T09:10")
    assert records(folder)
    for record in records(folder):
        times = [record["last_activity"], record["timestamp"], *(step["timestamp"] for step in record["timeline"])]
        assert max(times) <= "2022-03-30 02:00:00+00"  # the last full hour


def test_a_ticket_of_the_own_system_is_the_same_matter(make_settings: MakeSettings) -> None:
    settings = make_settings()
    folder = build(settings, "2025-04-02T08:30")
    tickets = {record["ticket_id"]: record for record in records(folder)}
    with sqlite3.connect(settings.home / "sample" / "complaints.db") as own:
        rows = own.execute("select traffy_ref, receive_date, lat from tb_complaint where traffy_ref <> ''").fetchall()
    linked = {"".join(number.split()).upper(): row for number, *row in rows}
    known = linked.keys() & tickets.keys()
    assert 0.9 * len(linked) < len(known) < len(linked)  # a few were typed wrong
    assert 0.3 * len(tickets) < len(known) < 0.8 * len(tickets)
    assert any(number != number.strip().upper() for number, *_ in rows)
    for number in known:
        received, latitude = linked[number]
        if received < "2500":
            days = datetime.fromisoformat(received) - datetime.fromisoformat(tickets[number]["timestamp"][:19])
            assert 7 * 3600 < days.total_seconds() < 8 * 3600  # the ticket is in UTC, and minutes older
        if latitude:
            assert abs(float(tickets[number]["coords"][1]) - latitude) < 0.03


def test_it_is_as_dirty_as_the_real_one(make_settings: MakeSettings) -> None:
    rows = records(build(make_settings(), "2026-11-21T18:00", complaints_per_year=4_000))
    tickets = {record["ticket_id"]: record for record in rows}
    assert len(rows) > 1.4 * len(tickets)  # over files, and within them

    def share(has: Callable[[dict[str, Any]], bool]) -> float:
        return sum(map(has, tickets.values())) / len(tickets)

    for has, low, high in (
        (lambda t: t["type"] == "", 0.27, 0.33),
        (lambda t: "," in t["type"], 0.17, 0.23),
        (lambda t: t["star"] is None, 0.55, 0.72),
        (lambda t: t["count_reopen"] is None, 0.9, 0.98),
        (lambda t: "\n" in t["comment"], 0.12, 0.19),
        (lambda t: (t["status"] == "finish") != t["state"].startswith(("เสร็จ", "ไม่เกี่ยว")), 0.003, 0.015),
        (lambda t: not t["timeline"], 0.002, 0.012),
        (lambda t: "," in t["org"], 0.04, 0.14),
        (lambda t: t["zone"] in ("เขต 1", "เขต 2", "เขต 3", "เขต 4"), 1, 1),
        (lambda t: not t["comment"].isascii() and any(ord(sign) > 0x1F000 for sign in t["comment"]), 0.002, 0.02),
    ):
        assert low <= share(has) <= high, (share(has), low, high)
    assert {type(part) for t in tickets.values() for part in t["coords"]} == {str}
    assert {len(t["timestamp"]) for t in tickets.values()} >= {29, 28, 27}  # zeros at the end are dropped


def test_files_of_others_are_never_touched(make_settings: MakeSettings) -> None:
    settings = make_settings()
    folder = settings.home / "sample" / "traffy"
    folder.mkdir(parents=True)
    (folder / "real.jsonl").write_text("{}")
    with pytest.raises(UsageError, match="not made by the sample"):
        build(settings, "2022-03-30T09:10")
    assert (folder / "real.jsonl").read_text() == "{}"


def test_an_interrupted_build_begins_anew(make_settings: MakeSettings) -> None:
    folder = build(make_settings(), "2022-03-30T09:10")
    whole = contents(folder)
    (folder / "state.json").unlink()
    (folder / "traffy_2021-12.jsonl.gz").write_bytes(b"half")
    assert contents(build(make_settings(), "2022-03-30T09:10")) == whole
