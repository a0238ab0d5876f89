"""`mis sources try`: rows mapped as a run would map them, shown without people, and nothing written anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from dashboard.cli import main
from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.settings import PROJECT
from etl.warehouse.engine import make_engine
from tests.pipeline.city import City
from tests.pipeline.conftest import settings_for
from tests.pipeline.petition_system import HERE, NAME, SOURCE, PetitionSystem

Write = Callable[..., Path]


@pytest.fixture
def mis(tmp_path: Path) -> Callable[..., Result]:
    """The command line with a home that does not exist: `mis("complaints", url=..., config=...)`."""

    def call(*words: str, url: str, config: Path | None = None, variable: str = "COMPLAINTS") -> Result:
        env = {
            "MIS_HOME": str(tmp_path / "home"),
            "MIS_AS_OF": "2026-11-21",
            "MIS_CONFIG": str(config or PROJECT / "config.yaml"),
            f"MIS_SOURCE_{variable}_URL": url,
        }
        return CliRunner().invoke(main, ["sources", "try", *words], env=env)

    return call


def tried(result: Result, entity: str = "complaint") -> tuple[dict[str, Any], dict[str, Any]]:
    """The trial, and one entity of it."""
    trial = json.loads(result.stdout)
    return trial, next(one for one in trial["entities"] if one["entity"] == entity)


def cells(entity: dict[str, Any], row: int = 1) -> dict[str, tuple[str | None, str | None]]:
    return {cell["field"]: (cell["raw"], cell["ours"]) for cell in entity["rows"] if cell["row"] == row}


# --- nothing is written -------------------------------------------------------------------------------------------


def _digests(*folders: Path) -> dict[str, str]:
    files = [file for folder in folders if folder.exists() for file in sorted(folder.rglob("*")) if file.is_file()]
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_no_warehouse_is_needed_and_none_is_made(any_city: City, mis: Callable[..., Result], tmp_path: Path) -> None:
    any_city.complaint(1)
    result = mis("complaints", url=any_city.url)
    assert result.exit_code == 0, result.output
    assert "ready: every row was accepted" in result.output and "Nothing was written" in result.output
    assert not (tmp_path / "home").exists()


def test_warehouse_and_source_keep_every_byte(city: City, mis: Callable[..., Result], tmp_path: Path) -> None:
    for number in range(1, 20):
        city.complaint(number)
    settings = settings_for(city.url, tmp_path)
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    assert run_source(settings, engine, "complaints").is_ok
    engine.dispose()
    city.complaint(20, dept_name="กองใหม่", cat_name="ไม่เคยพบ", community_name="ชุมชนใหม่")
    city.engine.dispose()
    before = _digests(tmp_path)
    assert any(name.endswith("warehouse.db") for name in before) and any("complaints.db" in name for name in before)
    result = mis("complaints", url=city.url)
    assert result.exit_code == 0 and "20 rows read" in result.output
    assert _digests(tmp_path) == before


def test_a_mariadb_source_is_only_read(mariadb_url: str, mis: Callable[..., Result]) -> None:
    city = City(mariadb_url)
    city.complaint(1)
    engine = create_engine(make_url(mariadb_url))
    names = (
        "'Com_insert', 'Com_update', 'Com_delete', 'Com_replace', 'Com_create_table', 'Com_truncate', 'Handler_write'"
    )
    counters = text(f"show global status where variable_name in ({names[: names.rindex(',')]})")
    with engine.connect() as connection:
        before = connection.execute(counters).all()
        assert mis("complaints", url=mariadb_url).exit_code == 0
        assert connection.execute(counters).all() == before and len(before) == 6
    engine.dispose()


def test_a_postgresql_source_is_only_read(
    postgres_url: str, own_selects: Callable[[str, Path], None], write_config: Write, mis: Callable[..., Result]
) -> None:
    own_selects(NAME, HERE)
    system = PetitionSystem(postgres_url)
    system.open("2026-11-02 10:00:00+07")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        # the id of the next transaction that writes: it moves with every one that does
        (before,) = connection.execute("select pg_snapshot_xmax(pg_current_snapshot())").fetchone() or (None,)
        result = mis(NAME, "--json", url=postgres_url, config=write_config(**SOURCE), variable="PETITIONS")
        (after,) = connection.execute("select pg_snapshot_xmax(pg_current_snapshot())").fetchone() or (None,)
    trial, complaint = tried(result)
    assert (result.exit_code, trial["verdict"], before) == (0, "ready", after)
    assert cells(complaint)["received_at"] == ("2026-11-02 10:00:00+07:00", "2026-11-02 10:00:00")
    assert "สมชาย" not in result.output and "สมหญิง" not in result.output


# --- what it shows ------------------------------------------------------------------------------------------------


def test_rows_stand_raw_beside_ours(city: City, mis: Callable[..., Result]) -> None:
    city.complaint(
        7, "2026-11-01 23:30:00", finish_date="2026-10-01 08:00:00", status_code="07", urgency=2, star=0,
        dept_name="สนง.ช่าง", lat=0, lon=0, detail="โทร 081-234-5678 นายสมชาย ใจดี", community_name="ชุมชนใหม่",
    )  # fmt: skip
    trial, complaint = tried(mis("complaints", "--json", url=city.url))
    row = cells(complaint)
    assert trial["verdict"] == "ready" and trial["connection"] == "connected"
    assert row["status"] == ("07", "finished") and row["org_unit"] == ("สนง.ช่าง", "SCH")
    assert row["channel"] == ("Line Official", "line")
    assert row["received_at"] == ("2026-11-01 23:30:00", "2026-11-01 23:30:00")
    assert row["closed_at"] == ("2026-10-01 08:00:00", None)  # closed before it was received
    assert row["due_date"][1] == "2026-11-08"  # the standard days of an urgent one
    assert (row["latitude"][1], row["stars"][1]) == (None, None)
    assert row["description"] == ("โทร [โทรศัพท์] [ชื่อ]", "โทร [โทรศัพท์] [ชื่อ]")
    assert row["area_community"] == ("ชุมชนใหม่", "ชุมชนใหม่")


def test_zero_dates_and_codes_are_shown_as_they_are(city: City, mis: Callable[..., Result]) -> None:
    city.complaint(
        7, finish_date="0000-00-00 00:00:00", complaint_no="05-2-01-1101-001", community_name="โทร 081-234-5678"
    )
    _, complaint = tried(mis("complaints", "--json", url=city.url))
    row = cells(complaint)
    assert row["closed_at"] == ("0000-00-00 00:00:00", None)
    assert row["complaint_number"] == ("05-2-01-1101-001", "05-2-01-1101-001")
    assert row["area_community"] == ("โทร [โทรศัพท์]", "โทร [โทรศัพท์]")


def test_nobody_is_named(city: City, mis: Callable[..., Result]) -> None:
    person = {
        "complainant_name": "นายสมชาย ใจดี",
        "complainant_tel": "0812345678",
        "complainant_idcard": "1409900000001",
    }
    city.complaint(1, officer_name="นางสมหญิง มีสุข", detail="ผู้แจ้ง นายสมชาย ใจดี โทร 0812345678", **person)
    city.complaint(2, "9999-99-99", cat_name="นายสมชาย ใจดี 0812345678", place="เลขที่ 12/3 นายสมชาย ใจดี")
    city.complaint(3, status_code="โทร 0812345678")
    for words in (("complaints",), ("complaints", "--json")):
        output = mis(*words, url=city.url).output
        assert "bad_date" in output
        for secret in ("สมชาย", "สมหญิง", "0812345678", "1409900000001", "12/3"):
            assert secret not in output, secret


def test_rejects_and_unknown_words_are_counted_with_what_to_do(city: City, mis: Callable[..., Result]) -> None:
    for number in range(1, 41):
        city.complaint(number, cat_name="เรื่องแปลก" if number % 4 == 0 else "ถนน", history=False)
    city.complaint(41, status_code="77", history=False)
    result = mis("complaints", "--json", url=city.url)
    trial, complaint = tried(result)
    # no history at all is worth a word of its own, and says nothing against the complaints
    assert trial["verdict"] == "empty"
    city.log(1, "2026-11-02 09:00:00", "01")
    result = mis("complaints", "--json", url=city.url)
    trial, complaint = tried(result)
    assert (result.exit_code, trial["verdict"]) == (0, "look")
    assert (complaint["read"], complaint["accepted"], complaint["rejected"]) == (41, 40, 1)
    assert complaint["rejects"][0] | {"reason": ""} == {
        "source_id": "41", "rule": "unknown_word", "field": "status", "reason": "",
    }  # fmt: skip
    words = [(word["field"], word["word"], word["times"], word["becomes"]) for word in complaint["unknown_words"]]
    assert words == [("status", "77", 1, "rejected"), ("category", "เรื่องแปลก", 10, "unknown")]
    assert any('"เรื่องแปลก" (10)' in step and "value_maps.category" in step for step in trial["next_steps"])
    assert trial["next_steps"][-1].endswith("mis run complaints")


def test_dates_and_empty_columns_are_summed_up(city: City, mis: Callable[..., Result]) -> None:
    for day in (3, 1, 2):
        city.complaint(day, f"2026-11-0{day} 09:00:00", place=None)
    _, complaint = tried(mis("complaints", "--json", url=city.url))
    found = {field["field"]: field for field in complaint["fields"]}
    received = found["received_at"]
    assert (received["first"], received["last"]) == ("2026-11-01 09:00:00", "2026-11-03 09:00:00")
    assert (found["place"]["blank"], found["place"]["none"]) == (3, 3)
    assert (found["closed_at"]["blank"], found["closed_at"]["none"]) == (0, 3)  # zero dates
    assert received["required"] and not found["place"]["required"]


def test_too_many_rejects_are_told_before_a_run_holds_them(city: City, mis: Callable[..., Result]) -> None:
    for number in range(1, 11):
        city.complaint(number, status_code="77" if number < 3 else "01")
    result = mis("complaints", url=city.url)
    assert result.exit_code == 3 and "not yet: too many rows are refused" in result.output


def test_buddhist_years_are_named_not_guessed(city: City, mis: Callable[..., Result], write_config: Write) -> None:
    for number in range(1, 6):
        city.complaint(number, "2569-11-02 09:00:00", updated_at="2026-11-02 09:00:00", history=False)
    city.log(1, "2026-11-02 09:00:00", "01")
    result = mis("complaints", url=city.url)
    assert result.exit_code == 3 and "date_eras: {received_at: be}" in result.output
    mended = mis("complaints", "--json", url=city.url, config=write_config(date_eras={"received_at": "be"}))
    trial, complaint = tried(mended)
    assert (trial["verdict"], cells(complaint)["received_at"][1]) == ("ready", "2026-11-02 09:00:00")


def test_as_many_rows_as_asked_for_from_where_asked(city: City, mis: Callable[..., Result]) -> None:
    for day in range(1, 29):
        city.complaint(day, f"2026-10-{day:02d} 09:00:00")
    _, complaint = tried(mis("complaints", "--json", "--rows", "5", url=city.url))
    assert (complaint["read"], cells(complaint)["source_id"]) == (5, ("1", "1"))
    _, complaint = tried(mis("complaints", "--json", "--since", "2026-10-20", url=city.url))
    assert (complaint["read"], cells(complaint)["source_id"]) == (9, ("20", "20"))


# --- folders and web services ---------------------------------------------------------------------------------------

FIELDS = {"source_id": "id", "received_at": "at", "status": "state", "category": "kind", "description": "text"}
RECORDS = [
    {"id": 1, "at": "2026-11-02 09:00:00", "state": "new", "kind": "ถนน", "text": "โทร 081-234-5678",
     "who": "นายสมชาย ใจดี"},
    {"id": 2, "at": "2026-11-03 09:00:00", "state": "หาย", "kind": "เรื่องแปลก", "text": "", "who": "นายสมชาย ใจดี"},
]  # fmt: skip


def _assert_mapped(result: Result) -> None:
    trial, complaint = tried(result)
    assert (complaint["read"], complaint["rejected"], trial["verdict"]) == (2, 1, "mend")
    assert cells(complaint)["received_at"] == ("2026-11-02 09:00:00", "2026-11-02 09:00:00")
    assert cells(complaint)["description"][1] == "โทร [โทรศัพท์]"
    assert {(word["field"], word["becomes"]) for word in complaint["unknown_words"]} == {
        ("status", "rejected"), ("category", "unknown"),
    }  # fmt: skip
    assert "สมชาย" not in result.output and "234-5678" not in result.output


def test_a_folder_is_tried_and_its_files_stay(tmp_path: Path, mis: Callable[..., Result], write_config: Write) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    lines = [",".join(RECORDS[0]), *(",".join(map(str, record.values())) for record in RECORDS)]
    (folder / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "a.csv.done").touch()
    config = write_config(reader={"kind": "files", "format": "csv"}, mapping={"complaint": {"fields": FIELDS}})
    before = _digests(folder)
    _assert_mapped(mis("complaints", "--json", url=folder.as_uri(), config=config))
    assert _digests(folder) == before and not (tmp_path / "home").exists()


class _Service(BaseHTTPRequestHandler):
    """Answers the records, and remembers how it was asked."""

    def do_GET(self) -> None:
        self.server.asked.append(self.command)  # type: ignore[attr-defined]
        content = json.dumps({"results": RECORDS}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


def test_a_web_service_is_only_asked(mis: Callable[..., Result], write_config: Write) -> None:
    config = write_config(
        reader={"kind": "rest", "hosts": ["127.0.0.1"], "path": "list"}, mapping={"complaint": {"fields": FIELDS}}
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        server.asked = []  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        _assert_mapped(mis("complaints", "--json", url=f"http://127.0.0.1:{server.server_port}", config=config))
        server.shutdown()
    assert set(server.asked) == {"GET"}  # type: ignore[attr-defined]


# --- what cannot be tried -----------------------------------------------------------------------------------------


def test_a_missing_column_is_named_with_its_remedy(city: City, mis: Callable[..., Result]) -> None:
    city.complaint(1)
    city.run("alter table tb_complaint rename column cat_name to category_name")
    result = mis("complaints", url=city.url)
    assert result.exit_code == 1 and "cat_name" in result.output
    assert "Correct queries/extract/complaints/complaint.sql" in result.output
    trial, complaint = tried(mis("complaints", "--json", url=city.url))
    assert trial["verdict"] == "failed" and complaint["error"]


def test_a_source_that_does_not_answer_fails(mis: Callable[..., Result]) -> None:
    result = mis("complaints", url="mysql+pymysql://nobody@127.0.0.1:9/none")
    assert result.exit_code == 1 and "did not answer" in result.output


def test_a_source_without_address_is_wrong_use(mis: Callable[..., Result]) -> None:
    result = mis("complaints", url="")
    assert result.exit_code == 2 and "Set MIS_SOURCE_COMPLAINTS_URL" in result.output
