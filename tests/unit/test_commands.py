"""The mis command on a real small sample and warehouse: what it prints, how it ends, how it refuses."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from dashboard.cli import main
from etl import commands
from etl.settings import PROJECT
from tests.two_sources import write_two_sources

AS_OF = "2026-11-21"
Mis = Callable[..., Result]


def _invoke(home: Path, *arguments: str, **environ: str) -> Result:
    cleared = {f"MIS_{name}": "" for name in ("CONFIG", "WAREHOUSE_URL", "SAMPLE_URL", "ENV", "SECRET_KEY", "PORT")}
    cleared["MIS_CONFIG"] = write_two_sources()
    env = {**cleared, "MIS_SOURCE_COMPLAINTS_URL": "", "MIS_HOME": str(home), "MIS_AS_OF": AS_OF, **environ}
    return CliRunner().invoke(main, list(arguments), env=env, catch_exceptions=True)


@pytest.fixture(scope="module")
def loaded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small sample system, loaded once."""
    home = tmp_path_factory.mktemp("loaded")
    for command in (("sample", "build", "--per-year", "150"), ("db", "upgrade"), ("run",)):
        done = _invoke(home, *command)
        assert done.exit_code == 0, done.output
    return home


@pytest.fixture
def mis(loaded_home: Path, tmp_path: Path) -> Mis:
    """`mis(*arguments, **environ)` on a copy of the loaded home that the test may change."""
    home = tmp_path / "copy"
    shutil.copytree(loaded_home, home)
    addresses = home / "sample" / "sources.json"
    addresses.write_text(addresses.read_text().replace(str(loaded_home), str(home)))
    return lambda *arguments, **environ: _invoke(home, *arguments, **environ)


@pytest.fixture
def empty(tmp_path: Path) -> Mis:
    return lambda *arguments, **environ: _invoke(tmp_path / "empty", *arguments, **environ)


def _json(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# --- what they print --------------------------------------------------------------------------------------------


def test_status_tells_of_source_and_warehouse(mis: Mis) -> None:
    found = _json(mis("status", "--json"))
    assert found["warehouse"]["is_current"] is True
    assert found["warehouse"]["data_version"] == 2
    assert [source["name"] for source in found["sources"]] == ["complaints", "traffy"]
    for source in found["sources"]:
        assert (source["connection"], source["state"]) == ("sample", "fresh")
        assert source["rows"] > 100
        assert source["last_run_status"] == "done"
        assert source["next_run_at"] > source["last_run_finished_at"]


def test_status_table(mis: Mis) -> None:
    shown = mis("status").stdout
    assert "data_version   2" in shown
    assert any(line.split()[:3] == ["complaints", "sample", "fresh"] for line in shown.splitlines())


def test_status_says_late_when_the_promise_is_broken(mis: Mis) -> None:
    late = _json(mis("status", "--json", MIS_AS_OF="2026-11-22T20:01:00"))["sources"]
    assert {source["state"] for source in late} == {"late"}
    fresh = _json(mis("status", "--json", MIS_AS_OF="2026-11-22T20:00:00"))["sources"]
    assert {source["state"] for source in fresh} == {"fresh"}  # 26 hours exactly


def test_status_without_connection(empty: Mis) -> None:
    assert empty("db", "upgrade").exit_code == 0
    source = _json(empty("status", "--json"))["sources"][0]
    assert (source["connection"], source["state"], source["next_run_at"]) == ("not_connected", "not_connected", None)


def test_run_again_changes_nothing(mis: Mis) -> None:
    own, traffy = _json(mis("run", "--json"))
    assert own["status"] == traffy["status"] == "done"
    for counts in (*own["counts"].values(), *traffy["counts"].values()):
        assert counts["read"] == counts["unchanged"]
        assert counts["inserted"] == counts["updated"] == counts["deleted"] == 0
    assert traffy["counts"]["complaint"]["read"] == 0  # its files are taken once


def test_full_and_sweep_and_since(mis: Mis) -> None:
    for options in (("--full",), ("--sweep",)):
        (report,) = _json(mis("run", "complaints", *options, "--json"))
        assert report["counts"]["complaint"]["read"] > 500
        assert report["counts"]["complaint"]["inserted"] == 0
    (report,) = _json(mis("run", "complaints", "--since", "2026-11-14", "--json"))
    assert 0 < report["counts"]["complaint"]["read"] < 200


def test_run_table_has_a_line_per_entity(mis: Mis) -> None:
    lines = mis("run").stdout.splitlines()
    assert [tuple(line.split()[1:4:2]) for line in lines[1:5]] == [
        (source, entity) for source in ("complaints", "traffy") for entity in ("complaint_status", "complaint")
    ]


def test_sources_check(mis: Mis) -> None:
    results = _json(mis("sources", "check", "--json"))
    assert [(r["name"], r["entity"], r["result"]) for r in results] == [
        (source, entity, "ok") for source in ("complaints", "traffy") for entity in ("complaint_status", "complaint")
    ]


def test_sources_check_names_what_is_gone(mis: Mis, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "copy" / "sample" / "complaints.db") as sample:
        sample.execute("alter table tb_complaint rename column status_code to stat")
    done = mis("sources", "check", "--json")
    assert done.exit_code == 1
    failed = [r for r in json.loads(done.stdout) if r["result"] == "failed"]
    assert [r["entity"] for r in failed] == ["complaint"]
    assert "status_code" in failed[0]["error"]
    assert failed[0]["remedy"]


def test_sample_url(mis: Mis) -> None:
    own, traffy = _json(mis("sample", "url", "--json"))
    assert (own["source"], traffy["source"]) == ("complaints", "traffy")
    assert own["url"].startswith("sqlite:///") and traffy["url"].startswith("file:///")


def test_indicators_list_show_values(mis: Mis) -> None:
    codes = [row["code"] for row in _json(mis("indicators", "list", "--json"))]
    assert codes == sorted(codes) and {f"CMP-{n:02}" for n in range(1, 14)} <= set(codes)
    shown = _json(mis("indicators", "show", "CMP-03", "--json"))
    assert shown["formula"] == "100 * complaints_done_by_due / complaints_due"
    assert all(measure["is_known"] for measure in shown["measures"])
    (value,) = _json(mis("indicators", "values", "CMP-03", "--period", "YTD2026-11", "--org", "KKM", "--json"))
    assert 0 < value["value"] < 100
    assert (value["target"], value["target_state"], value["status"]) == (85, "proposed", "no_target")


def test_approval_counts_from_its_day_on(mis: Mis) -> None:
    approved = mis("indicators", "approve", "CMP-03", "--year", "2570", "--by", "strategy", "--note", "มติที่ 1")
    assert approved.exit_code == 0, approved.output
    assert "target 85" in approved.stdout
    (report,) = _json(mis("run", "complaints", "--json"))
    assert report["status"] == "done"
    (value,) = _json(mis("indicators", "values", "CMP-03", "--period", "YTD2026-11", "--org", "KKM", "--json"))
    assert value["target_state"] == "approved"
    assert value["status"] in ("on_track", "at_risk", "off_track")
    (before,) = _json(mis("indicators", "values", "CMP-03", "--period", "M2026-10", "--org", "KKM", "--json"))
    assert before["status"] == "no_target"


def test_approving_a_value_of_zero_and_none(mis: Mis) -> None:
    assert "target 0" in mis("indicators", "approve", "CMP-03", "--year", "2570", "--value", "0", "--by", "x").stdout
    assert "no target" in mis("indicators", "approve", "CMP-03", "--year", "2570", "--none", "--by", "x").stdout


def test_rejects_list_and_replay_after_mending(mis: Mis, tmp_path: Path) -> None:
    sample = tmp_path / "copy" / "sample" / "complaints.db"
    with sqlite3.connect(sample) as connection:
        (key,) = connection.execute("select max(complaint_id) from tb_complaint").fetchone()
        (kept,) = connection.execute("select receive_date from tb_complaint where complaint_id = ?", (key,)).fetchone()
        broken = "update tb_complaint set receive_date = ?, updated_at = '2026-11-21 17:00:00' where complaint_id = ?"
        connection.execute(broken, ("sometime", key))
    (report,) = _json(mis("run", "complaints", "--json"))
    assert report["counts"]["complaint"]["rejected"] == 1
    rows = [row for row in _json(mis("rejects", "list", "complaints", "--json")) if row["source_id"] == str(key)]
    assert [(row["field"], row["resolved_at"]) for row in rows] == [("received_at", None)]
    with sqlite3.connect(sample) as connection:
        connection.execute("update tb_complaint set receive_date = ? where complaint_id = ?", (kept, key))
    assert mis("rejects", "replay").exit_code == 0
    still_open = [row["source_id"] for row in _json(mis("rejects", "list", "--json"))]
    assert str(key) not in still_open
    assert str(key) in [row["source_id"] for row in _json(mis("rejects", "list", "--resolved", "--json"))]


def test_user_add_and_list(mis: Mis) -> None:
    added = mis("user", "add", "somchai", "--role", "operator", "--random")
    assert added.exit_code == 0, added.output
    assert "Password (shown once): " in added.stdout
    (person,) = _json(mis("user", "list", "--json"))
    assert (person["username"], person["role"]) == ("somchai", "operator")
    assert "password" not in json.dumps(person)


# --- how they end -----------------------------------------------------------------------------------------------


def _refused(result: Result, code: int, *parts: str) -> None:
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    for part in parts:
        assert part in result.stderr, f"{part!r} is not in {result.stderr!r}"


def test_too_many_rejects_hold_the_batch(mis: Mis, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "copy" / "sample" / "complaints.db") as sample:
        sample.execute("update tb_complaint set receive_date = 'x', updated_at = '2026-11-21 17:00:00'")
    before = _json(mis("status", "--json"))["sources"][0]["rows"]
    _refused(mis("run"), 3, "rejected", "What to do:", "mis rejects list")
    found = _json(mis("status", "--json"))["sources"][0]
    assert (found["state"], found["rows"]) == ("held", before)
    assert found["remedy"]


def test_a_failed_run_is_1(mis: Mis, tmp_path: Path) -> None:
    (tmp_path / "copy" / "sample" / "complaints.db").write_bytes(b"this is no database" * 1000)
    _refused(mis("run"), 1, "complaints", "What to do:")
    assert _json(mis("status", "--json"))["sources"][0]["state"] == "failed"


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("run", "nothere"), ("'nothere' is not a source", "complaints")),
        (("run", "--full", "--sweep"), ("exclude each other",)),
        (("rejects", "list", "nothere"), ("'nothere' is not a source",)),
        (("indicators", "show", "CMP-99"), ("CMP-99", "mis indicators list")),
        (("indicators", "values", "--period", "2569"), ("'2569' is not a period", "M2026-11")),
        (("indicators", "approve", "CMP-01", "--year", "2570"), ("no proposed target",)),
        (("indicators", "approve", "CMP-03", "--year", "2027"), ("2027",)),
        (("indicators", "approve", "CMP-03", "--year", "2570", "--value", "many"), ("'many' is not a number",)),
        (("run", "--since", "21/11/2569"), ("--since",)),
        (("frobnicate",), ("frobnicate",)),
        (("user", "add", "x y", "--role", "admin", "--random"), ("'x y' is not a user name",)),
    ],
)
def test_wrong_use_is_2(mis: Mis, arguments: tuple[str, ...], parts: tuple[str, ...]) -> None:
    _refused(mis(*arguments), 2, *parts)


@pytest.mark.parametrize("arguments", [("status",), ("run",), ("indicators", "list"), ("rejects", "list")])
def test_without_a_warehouse_the_remedy_is_told(empty: Mis, arguments: tuple[str, ...]) -> None:
    result = empty(*arguments, MIS_SOURCE_COMPLAINTS_URL="sqlite:///nowhere.db")
    _refused(result, 1, "There is no warehouse", "mis db upgrade")


def test_an_unreachable_warehouse_is_told(empty: Mis) -> None:
    result = empty("db", "upgrade", MIS_WAREHOUSE_URL="postgresql://mis:canary-9@127.0.0.1:1/mis")
    _refused(result, 1, "What to do:")
    assert "canary-9" not in result.output


def test_nothing_connected_is_told(empty: Mis) -> None:
    assert empty("db", "upgrade").exit_code == 0
    _refused(empty("run"), 2, "No source is connected", "mis sample build")
    _refused(empty("run", "complaints"), 2, "not connected", "MIS_SOURCE_COMPLAINTS_URL")


# --- wrong settings: every command refuses to start -------------------------------------------------------------


def _config_with(tmp_path: Path, **changes: Any) -> str:
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    config["sources"][0].update(changes)
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "command", [("start",), ("serve",), ("schedule",), ("run",), ("status",), ("sources", "check")]
)
@pytest.mark.parametrize(
    ("changes", "environ", "parts"),
    [
        ({"colour": "blue"}, {}, ("sources.0.colour: unknown key", "Remove it")),
        ({"schedule": "often"}, {}, ("sources.0.schedule", "five fields")),
        ({"fresh_within": "soon"}, {}, ("sources.0.fresh_within", "26h or 3d")),
        ({"contract": "complains"}, {}, ("sources.0.contract: 'complains' is not known", "complaints")),
        (
            {"value_maps": {"status": {"values": {"9": "done"}}}}, {},
            ("sources.0.value_maps.status.values.9: 'done' is not in the vocabulary", "finished"),
        ),
        ({"value_maps": {"stat": {"values": {}}}}, {}, ("sources.0.value_maps.stat", "status")),
        ({}, {"MIS_SOURCE_COMPLAINTS_URL": "not an address"}, ("MIS_SOURCE_COMPLAINTS_URL", "mysql+pymysql://")),
        ({}, {"MIS_PORT": "99999"}, ("MIS_PORT is '99999'", "8050")),
        ({}, {"MIS_SECRET_KEY": "secret"}, ("MIS_SECRET_KEY is too weak", "32 random characters")),
        ({}, {"MIS_ENV": "production"}, ("MIS_SECRET_KEY is not set", "32 random characters")),
    ],
)  # fmt: skip
def test_wrong_settings_refuse_the_start(
    tmp_path: Path, command: tuple[str, ...], changes: dict[str, Any], environ: dict[str, str], parts: tuple[str, ...]
) -> None:
    result = _invoke(tmp_path / "home", *command, MIS_CONFIG=_config_with(tmp_path, **changes), **environ)
    _refused(result, 2, *parts)
    assert not (tmp_path / "home").exists(), "something was made before the settings were judged"


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = _invoke(tmp_path / "home", "start", MIS_PORT=port)
        _refused(result, 2, f"Port {port} on 127.0.0.1 cannot be used", "MIS_PORT")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("command", [("start",), ("sample", "build"), ("db", "upgrade"), ("user", "list")])
def test_a_home_that_is_no_folder_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    home = tmp_path / "home"
    home.write_text("a file stands where the folder should be")
    _refused(_invoke(home, *command), 2, str(home), "MIS_HOME")


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "home" / "sample"))

    monkeypatch.setattr(commands, "load_settings", fail)
    _refused(_invoke(tmp_path / "home", "sample", "build"), 1, "No space left on device", "disk with room")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [(("run", "--since", "0001-01-01"), "leave it out"), (("rejects", "list", "--limit", "9" * 24), "limit")],
)
def test_values_beyond_reason_are_refused(mis: Mis, arguments: tuple[str, ...], part: str) -> None:
    result = mis(*arguments)
    assert result.exit_code == 2, result.output
    assert part in result.output


def test_a_sample_before_its_first_week_is_refused(empty: Mis) -> None:
    _refused(empty("sample", "build", MIS_AS_OF="2021-09-30"), 2, "begins on 1 October 2564", "MIS_AS_OF")


def test_a_warehouse_that_is_no_database_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "warehouse.db").write_bytes(b"this was never a database, only some text " * 50)
    _refused(_invoke(home, "db", "upgrade"), 1, "file is not a database", "put it away")


def test_a_warehouse_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "home" / "warehouse.db").mkdir(parents=True)
    _refused(_invoke(tmp_path / "home", "db", "upgrade"), 1, "unable to open database file", "MIS_HOME")


def test_indicators_leave_and_come_back_by_file(mis: Mis, tmp_path: Path) -> None:
    """What `export` writes, `import` takes unchanged; an edit makes a version; one fault keeps the whole file out."""
    file, book = tmp_path / "all.yaml", tmp_path / "all.xlsx"
    file.write_text(mis("indicators", "export").stdout, encoding="utf-8")
    assert mis("indicators", "export", "--format", "xlsx").exit_code == 2
    assert mis("indicators", "export", "--format", "xlsx", "--output", str(book)).exit_code == 0
    assert {row["what"] for row in _json(mis("indicators", "import", str(book), "--json"))} == {"same"}
    text = file.read_text(encoding="utf-8")
    block = text.split("- code: CMP-03\n")[1].split("\n- code:")[0]
    edited = block.replace("decimals: 1", "decimals: 2", 1)
    file.write_text("indicators:\n- code: CMP-03\n" + edited + "\n", encoding="utf-8")
    told = [{"code": "CMP-03", "what": "changed", "fields": ["decimals"], "years": []}]
    assert _json(mis("indicators", "import", str(file), "--check", "--json")) == told
    assert _json(mis("indicators", "import", str(file), "--reason", "มติ", "--by", "สมหญิง", "--json")) == told
    versions = _json(mis("indicators", "show", "CMP-03", "--json"))["versions"]
    assert [(v["author"], v["reason"]) for v in versions if v["version"] == 2] == [("สมหญิง", "มติ")]
    refused = mis("indicators", "import", str(file), "--json")
    assert refused.exit_code == 2 and "Nothing was imported" in refused.stderr
    [fault] = json.loads(refused.stdout)
    assert (fault["line"], fault["code"], fault["field"]) == (3, "CMP-03", "version")
