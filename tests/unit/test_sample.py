"""The sample complaint system: the same rows whatever the way there, and a life that looks like a city's."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from etl.calendar_th import BANGKOK
from etl.errors import SettingsError, UsageError
from etl.sample import build_sample, change_recent, sample_urls
from etl.settings import Settings, sample_sources_file

pytestmark = pytest.mark.two_sources

SMALL = 700
NOON = datetime(2026, 11, 21, 12, tzinfo=BANGKOK)
TABLES = ("tb_complaint", "tb_complaint_status_log", "tb_community", "tb_department", "tb_category", "tb_sample_state")

MakeSettings = Callable[..., Settings]


def build(settings: Settings, as_of: datetime, **options: Any) -> Path:
    build_sample(settings, as_of, **{"complaints_per_year": SMALL, "progress": lambda _: None, **options})
    return settings.home / "sample" / "complaints.db"


def rows(file: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(file) as connection:
        return connection.execute(sql).fetchall()


def everything(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {table: rows(file, f"select * from {table} order by 1") for table in TABLES}


def test_growing_step_by_step_gives_the_rows_of_building_at_once(make_settings: MakeSettings, tmp_path: Path) -> None:
    stepped, direct = make_settings(MIS_HOME=str(tmp_path / "a")), make_settings(MIS_HOME=str(tmp_path / "b"))
    stops = [datetime(2022, 10, 9, 15, 7, 3, tzinfo=BANGKOK), datetime(2022, 10, 9, 15, 7, 4, tzinfo=BANGKOK)]
    stops += [datetime(2023, 9, 30, 23, 59, 59, tzinfo=BANGKOK), datetime(2025, 1, 1, tzinfo=BANGKOK)]
    stops += [NOON - timedelta(hours=h) for h in (10_000, 7_000, 5_000, 3_000, 1_500, 700, 350, 200, 90, 30, 1, 0)]
    for stop in stops:
        file = build(stepped, stop, complaints_per_year=5_000)
    assert everything(file) == everything(build(direct, NOON, complaints_per_year=5_000))


def test_building_at_an_earlier_instant_forgets_what_came_later(make_settings: MakeSettings, tmp_path: Path) -> None:
    earlier = datetime(2024, 5, 5, 10, tzinfo=BANGKOK)
    once = everything(build(make_settings(MIS_HOME=str(tmp_path / "a")), earlier))
    settings = make_settings(MIS_HOME=str(tmp_path / "b"))
    assert everything(build(settings, NOON)) != once
    assert everything(build(settings, earlier)) == once


def test_another_size_builds_anew_and_no_size_keeps_what_is_there(make_settings: MakeSettings) -> None:
    settings = make_settings()
    before = everything(build(settings, NOON))
    assert everything(build(settings, NOON, complaints_per_year=None)) == before
    assert len(everything(build(settings, NOON, complaints_per_year=SMALL * 2))["tb_complaint"]) > 1.8 * len(
        before["tb_complaint"]
    )


def test_an_interrupted_first_build_is_begun_again(make_settings: MakeSettings) -> None:
    settings = make_settings()
    whole = everything(build(settings, NOON))
    file = settings.home / "sample" / "complaints.db"
    with sqlite3.connect(file) as connection:
        connection.execute("update tb_sample_state set value = '0' where name = 'is_whole'")
        connection.execute("delete from tb_complaint where complaint_id > 100")
    assert everything(build(settings, NOON)) == whole


def test_nothing_lies_ahead_and_today_is_there_up_to_the_hour(make_settings: MakeSettings) -> None:
    file = build(make_settings(), NOON, complaints_per_year=12_000)
    [(created, updated, logged)] = rows(
        file,
        "select max(created_at), max(updated_at), (select max(created_at) from tb_complaint_status_log) "
        "from tb_complaint",
    )
    assert max(created, updated, logged) <= "2026-11-21 12:00:00"
    assert created >= "2026-11-21 09:00:00"


def test_weeks_later_few_rows_have_changed_and_some_of_it_silently(make_settings: MakeSettings) -> None:
    settings = make_settings()
    size = {"complaints_per_year": 12_000}
    before = {r[0]: r for r in everything(build(settings, NOON - timedelta(days=30), **size))["tb_complaint"]}
    after = {r[0]: r for r in everything(build(settings, NOON, **size))["tb_complaint"]}
    changed = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    silent = [key for key in changed if before[key][-1] == after[key][-1]]
    assert 100 < len(changed) < 3_000
    assert silent, "no edit that leaves updated_at alone: the sweep has nothing to find"
    assert before.keys() - after.keys(), "nothing was deleted: the sweep has nothing to find"
    assert all(after[key][-1] > "2026-10-22 12" for key in changed if key not in silent)


def test_sources_file_names_the_database_and_is_private(make_settings: MakeSettings) -> None:
    settings = make_settings()
    build(settings, NOON)
    file = sample_sources_file(settings.home)
    assert json.loads(file.read_text()) == sample_urls(settings)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert make_settings().source_urls == sample_urls(settings)
    assert make_settings().sample_sources == {source.name for source in settings.config.sources}


def test_addresses(make_settings: MakeSettings) -> None:
    settings = make_settings(MIS_SAMPLE_URL="mysql+pymysql://u:p%40w@db:3307")
    on_server, by_default = sample_urls(settings), sample_urls(make_settings())
    assert set(on_server) == set(by_default) == {source.name for source in settings.config.sources}
    for source in settings.config.sources:  # databases go to the server, folders stay
        folder = f"file://{settings.home}/sample/{source.name}"
        is_folder = source.reader.kind == "files"
        assert on_server[source.name] == (folder if is_folder else "mysql+pymysql://u:p%40w@db:3307/mis_sample")
        assert by_default[source.name] == (
            folder if is_folder else f"sqlite:///{settings.home}/sample/{source.name}.db"
        )
    with pytest.raises(SettingsError, match="SQLite or MariaDB"):
        sample_urls(make_settings(MIS_SAMPLE_URL="postgresql+psycopg://db/x"))


def test_tables_it_did_not_make_are_never_dropped(make_settings: MakeSettings, tmp_path: Path) -> None:
    file = tmp_path / "real.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table tb_complaint (id int)")
        connection.execute("insert into tb_complaint values (7)")
    with pytest.raises(UsageError, match="not made by the sample"):
        build_sample(make_settings(), NOON, url=f"sqlite:///{file}", progress=lambda _: None)
    assert rows(file, "select id from tb_complaint") == [(7,)]


def test_change_recent_edits_the_newest_at_one_instant(make_settings: MakeSettings) -> None:
    settings = make_settings()
    file = build(settings, NOON)
    whole, logged = everything(file), len(everything(file)["tb_complaint_status_log"])
    url = sample_urls(settings)["complaints"]
    changed = change_recent(url, 0.05, "2026-11-21T18:30")
    assert changed == round(0.05 * len(whole["tb_complaint"]))
    [(number, least, all_ids)] = rows(
        file,
        "select count(*), min(complaint_id), (select count(*) from tb_complaint where complaint_id >= "
        "(select min(complaint_id) from tb_complaint where updated_at = '2026-11-21 18:30:00')) "
        "from tb_complaint where updated_at = '2026-11-21 18:30:00'",
    )
    assert number == changed == all_ids
    assert least > 1
    assert len(everything(file)["tb_complaint_status_log"]) > logged
    assert change_recent(url, 0.01, datetime(2026, 11, 21, 12, tzinfo=UTC)) > 0
    assert rows(file, "select max(updated_at) from tb_complaint") == [("2026-11-21 19:00:00",)]
    assert everything(build(settings, NOON)) == whole, "a database edited by hand must be built anew"
