"""Settings are right or refused: the key and the remedy are named, and nothing secret is repeated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.errors import SettingsError
from etl.settings import PROJECT, Settings, load_settings
from etl.source_settings import parse_duration

GOOD: dict[str, Any] = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
STRONG = "k3yk3y-0123456789-abcdefghijklmnop"


def _write(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> str:
    config = yaml.safe_load(yaml.safe_dump(GOOD, allow_unicode=True))
    change(config)
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return str(path)


def _set(*path_and_value: Any) -> Callable[[dict[str, Any]], None]:
    *path, key, value = path_and_value

    def change(config: dict[str, Any]) -> None:
        place: Any = config
        for part in path:
            place = place[part]
        place[key] = value

    return change


def _remove(*path: Any) -> Callable[[dict[str, Any]], None]:
    def change(config: dict[str, Any]) -> None:
        place: Any = config
        for part in path[:-1]:
            place = place[part]
        del place[path[-1]]

    return change


def _circle(config: dict[str, Any]) -> None:
    config["org_units"][1]["parent"], config["org_units"][2]["parent"] = "SKL", "SPL"


@pytest.mark.parametrize(
    ("change", "named", "remedy"),
    [
        (_set("colour", "blue"), "colour: unknown key", "docs/settings.md"),
        (_set("sources", 0, "shedule", "* * * * *"), "sources.0.shedule: unknown key", "spelling"),
        (_remove("sources", 0, "schedule"), "sources.0.schedule: is missing", "Add it"),
        (_set("sources", 0, "schedule", "every hour"), "schedule: 'every hour' is not a cron line", "five fields"),
        (_set("sources", 0, "schedule", "61 * * * *"), "sources.0.schedule", "five fields"),
        (_set("sources", 0, "schedule", "0 0 31 2 *"), "no such day ever comes", "five fields"),
        (_set("sources", 0, "sweep_schedule", "0 0 1 * mon"), "sources.0.sweep_schedule", "name one of them"),
        (_set("sources", 0, "fresh_within", "soon"), "sources.0.fresh_within: 'soon' is not a duration", "26h or 3d"),
        (_set("sources", 0, "overlap", "1.5h"), "sources.0.overlap: '1.5h' is not a duration", "whole number"),
        (_set("sources", 0, "date_era", "buddhist"), "sources.0.date_era", "'ce' or 'be'"),
        (_set("sources", 0, "name", "Complaints!"), "sources.0.name", "pattern"),
        (_set("sources", 0, "reader", {"kind": "telepathy"}), "sources.0.reader", "'database'"),
        (_set("sources", 0, "reader", {"kind": "database", "page_rows": 5}), "sources.0.reader.page_rows", "100"),
        (_set("sources", 0, "record_url", "ftp://x/{source_id}"), "sources.0.record_url", "http"),
        (_set("sources", 0, "record_url", "https://x/case"), "sources.0.record_url", "{source_id}"),
        (_set("sources", 0, "reject_limit", {"share": 2}), "sources.0.reject_limit.share", "less than or equal to 1"),
        (_set("sources", GOOD["sources"][:2] * 2), "complaints, traffy stands twice", "keep one"),
        (_set("org_units", 1, "parent", "XXX"), "parent 'XXX' of SPL is not an org_unit", "add it"),
        (_set("org_units", 1, "parent", None), "exactly one without parent", "KKM"),
        (_set("municipality", "code", "ABC"), "exactly one without parent", "ABC"),
        (_set("org_units", 1, "parent", "SPL"), "parent goes in a circle: SPL -> SPL", "correct one of them"),
        (_circle, "parent goes in a circle: SPL -> SKL -> SPL", "correct one of them"),
        (_set("org_units", 1, "successor", "SPL"), "successor goes in a circle: SPL -> SPL", "correct one of them"),
        (_set("org_units", 1, "aliases", ["กองคลัง"]), "'กองคลัง' is written for SPL and for SKL", "keep one"),
        (_set("org_units", 1, "aliases", ["Bureau  of FINANCE"]), "for SPL and for SKL", "keep one"),
        (_set("org_units", 1, "name_th", ""), "org_units.1.name_th", "pattern"),
        (_set("org_units", 1, "name_th", "a\0b"), "org_units.1.name_th", "pattern"),
        (_set("sources", 0, "fresh_within", "99999999999999d"), "sources.0.fresh_within", "3650d or less"),
        (_set("sources", 0, "overlap", "3651d"), "sources.0.overlap", "3650d or less"),
        (_set("sources", None), "sources: must be a list", "beginning with `-`"),
        (_set("sources", 0, "value_maps", ["a"]), "value_maps: must be a block", "docs/settings.md"),
    ],
)  # fmt: skip
def test_wrong_config_is_refused_by_name(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], named: str, remedy: str
) -> None:
    path = _write(tmp_path, change)
    with pytest.raises(SettingsError) as refused:
        load_settings({"MIS_HOME": str(tmp_path), "MIS_CONFIG": path})
    assert named in str(refused.value)
    assert remedy in str(refused.value)


def test_every_fault_of_a_config_is_named_at_once(tmp_path: Path) -> None:
    def change(config: dict[str, Any]) -> None:
        config["sources"][0].update(schedule="x", fresh_within="y", colour="z")

    with pytest.raises(SettingsError) as refused:
        load_settings({"MIS_CONFIG": _write(tmp_path, change)})
    for key in ("schedule", "fresh_within", "colour"):
        assert f"sources.0.{key}" in str(refused.value)


@pytest.mark.parametrize("content", ["", "- 1", "a: [", "\udcff".encode("utf-8", "surrogateescape")])
def test_a_file_that_is_no_config_is_refused(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError, match=r"c\.yaml"):
        load_settings({"MIS_CONFIG": str(path)})


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"", "needs municipality"),
        ("municipality: {code: ขก}".encode("cp874"), "UTF-8"),
        (b"sources: []\nsources: []\n", "'sources' stands twice"),
        (b"a: {1: x, 1: y}\n", "'1' stands twice"),
        (b"a: 2026-02-30\n", "Mend the line"),
    ],
)
def test_what_yaml_would_swallow_is_refused(tmp_path: Path, content: bytes, remedy: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=remedy):
        load_settings({"MIS_CONFIG": str(path)})


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_damaged_list_of_samples_names_itself(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "sources.json").write_bytes(content)
    with pytest.raises(SettingsError, match=r"sources\.json cannot be read.*mis sample build"):
        load_settings({"MIS_HOME": str(tmp_path)})


@pytest.mark.parametrize("place", ["nowhere/config.yaml", "."])
def test_a_config_that_cannot_be_opened_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(SettingsError, match="Set MIS_CONFIG"):
        load_settings({"MIS_CONFIG": str(tmp_path / place)})


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("MIS_PORT", "http", "as 8050"),
        ("MIS_PORT", "0", "as 8050"),
        ("MIS_PORT", "65536", "as 8050"),
        ("MIS_PORT", "-1", "as 8050"),
        ("MIS_PORT", "²", "as 8050"),
        ("MIS_PORT", "๘๐๕๐", "as 8050"),
        ("MIS_AS_OF", "21/11/2569", "2026-11-21"),
        ("MIS_AS_OF", "2569-11-21", "less 543"),
        ("MIS_AS_OF", "0001-01-01", "2026-11-21"),
        ("MIS_AS_OF", "9999-12-31T23:59:59", "2026-11-21"),
        ("MIS_AS_OF", "2026-02-30", "2026-11-21"),
        ("MIS_ENV", "prod", "production"),
        ("MIS_SECRET_KEY", "short", "32 random characters"),
        ("MIS_SECRET_KEY", "a" * 64, "32 random characters"),
        ("MIS_WAREHOUSE_URL", "warehouse", "postgresql"),
        ("MIS_WAREHOUSE_URL", "mysql+pymysql://u:p@h/d", "SQLite or PostgreSQL"),
        ("MIS_SAMPLE_URL", "rubbish", "mysql+pymysql://"),
        ("MIS_SOURCE_COMPLAINTS_URL", "rubbish", "mysql+pymysql://"),
        ("MIS_SOURCE_COMPLAINTS_URL", "oracle9://u@h/d", "mysql+pymysql://"),
        ("MIS_SOURCE_COMPLAINTS_URL", "mysql://u:p@h/d", "mysql+pymysql://"),
        ("MIS_SOURCE_COMPLAINTS_URL", "mysql+pymysql://u:p@h:port/d", "mysql+pymysql://"),
        ("MIS_SOURCE_COMPLAINT_URL", "sqlite:///x.db", "MIS_SOURCE_COMPLAINTS_URL"),
    ],
)
def test_wrong_variable_is_refused_by_name(tmp_path: Path, name: str, value: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({"MIS_HOME": str(tmp_path), name: value})
    assert name in str(refused.value)
    assert remedy in str(refused.value)


def test_a_refused_address_is_not_repeated(tmp_path: Path) -> None:
    """Addresses hold passwords, and messages end up in logs."""
    with pytest.raises(SettingsError) as refused:
        load_settings({"MIS_HOME": str(tmp_path), "MIS_SOURCE_COMPLAINTS_URL": "mysql://mis:canary-7@h/d"})
    assert "canary-7" not in str(refused.value)


_DROP = {"kind": "files", "format": "csv"}
_WEB = {"kind": "rest", "hosts": ["api.example"], "path": "issues"}


@pytest.mark.parametrize(
    ("reader", "url", "remedy"),
    [
        (_DROP, "file:///srv/drop", None),
        (_DROP, "file://localhost/srv/drop%20box/", None),
        (_DROP, "file:///srv/กล่องรับไฟล์", None),
        (_DROP, "/srv/drop", "file:///absolute/folder"),
        (_DROP, "file://srv/drop", "file:///absolute/folder"),
        (_DROP, "file:///srv/%00drop", "file:///absolute/folder"),
        (_DROP, "https://u:canary-7@api.example/", "file:///absolute/folder"),
        (_DROP, "mysql+pymysql://u:canary-7@h/d", "file:///absolute/folder"),
        (_WEB, "https://api.example", None),
        (_WEB, "api.example", "https://host/base"),
        (_WEB, "ftp://u:canary-7@api.example", "https://host/base"),
        (_WEB, "file:///srv/drop", "https://host/base"),
        (_WEB, "https://[api.example", "https://host/base"),
    ],
)
def test_an_address_fits_the_kind_of_its_source(
    tmp_path: Path, reader: dict[str, Any], url: str, remedy: str | None
) -> None:
    def change(config: dict[str, Any]) -> None:
        first = config["sources"][0]
        first["reader"], first["mapping"] = reader, {"complaint": {"fields": {"source_id": "id"}}}

    config = _write(tmp_path, change)
    environ = {"MIS_HOME": str(tmp_path), "MIS_CONFIG": config, "MIS_SOURCE_COMPLAINTS_URL": url}
    if remedy is None:
        assert load_settings(environ).source_urls == {"complaints": url}
        return
    with pytest.raises(SettingsError) as refused:
        load_settings(environ)
    assert "MIS_SOURCE_COMPLAINTS_URL" in str(refused.value)
    assert remedy in str(refused.value)
    assert "canary-7" not in str(refused.value)


def test_production_wants_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MIS_SECRET_KEY is not set"):
        load_settings({"MIS_HOME": str(tmp_path), "MIS_ENV": "production"})
    with pytest.raises(SettingsError, match="MIS_SECRET_KEY is not set"):
        load_settings({"MIS_HOME": str(tmp_path), "MIS_ENV": "production", "MIS_SECRET_KEY": ""})
    settings = load_settings({"MIS_HOME": str(tmp_path), "MIS_ENV": "production", "MIS_SECRET_KEY": STRONG})
    assert settings.is_production


def test_defaults(make_settings: Callable[..., Settings], tmp_path: Path) -> None:
    settings = make_settings()
    assert (settings.host, settings.port, settings.is_production) == ("127.0.0.1", 8050, False)
    assert settings.warehouse_url == f"sqlite:///{tmp_path / 'home' / 'warehouse.db'}"
    assert settings.people_url == f"sqlite:///{tmp_path / 'home' / 'app.db'}"
    assert settings.source_urls == {}
    assert settings.secret_key is None


def test_blank_variables_are_not_set(make_settings: Callable[..., Settings]) -> None:
    assert make_settings(MIS_PORT="", MIS_SOURCE_COMPLAINTS_URL="", MIS_AS_OF="").port == 8050


def test_a_real_address_switches_the_samples_off(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "sources.json").write_text('{"complaints": "sqlite:///sample.db", "gone": "sqlite:///x.db"}')
    of_sample = load_settings({"MIS_HOME": str(tmp_path)})
    assert of_sample.source_urls == {"complaints": "sqlite:///sample.db"}
    assert of_sample.sample_sources == {"complaints"}
    real = load_settings({"MIS_HOME": str(tmp_path), "MIS_SOURCE_COMPLAINTS_URL": "sqlite:///real.db"})
    assert real.source_urls == {"complaints": "sqlite:///real.db"}
    assert real.sample_sources == frozenset()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-21", datetime(2026, 11, 21, 11, tzinfo=UTC)),
        ("2026-11-21T00:30:00", datetime(2026, 11, 20, 17, 30, tzinfo=UTC)),
        ("2026-11-21T00:30:00+00:00", datetime(2026, 11, 21, 0, 30, tzinfo=UTC)),
    ],
)
def test_as_of_is_bangkok_time(make_settings: Callable[..., Settings], text: str, at: datetime) -> None:
    assert make_settings(MIS_AS_OF=text).now() == at


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("20m", 1200), ("26h", 93600), ("3d", 259200), ("0s", 0), ("5 m", 300)]
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)
