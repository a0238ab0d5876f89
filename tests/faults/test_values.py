"""F10 to F13, F15, F16: clocks that are wrong, zones, eras, encodings, retyped columns and poison, end to end.

In each: what can be read is in the warehouse, the rest is a reject with its rule, and nothing is lost or doubled.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from etl.pipeline import RunReport
from etl.readers.base import CLOCK_TOLERANCE
from etl.steps.refusals import RULES
from etl.warehouse.tables import dim_period, etl_batch
from tests.pipeline.city import City
from tests.pipeline.state import differing, facts, read_state

Run = Callable[..., RunReport]
NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)  # MIS_AS_OF=2026-11-21


def rejects(engine: Engine) -> list[tuple[str, str, str]]:
    """(source_id, rule, field) of those that stand open."""
    found = facts(engine, "etl_reject", "source_id", "rule", "field", "resolved_at")
    return sorted((source_id, rule, field) for source_id, rule, field, resolved in found if resolved is None)


def must_be_conserved(engine: Engine) -> None:
    with engine.connect() as connection:
        for row in connection.execute(select(etl_batch).where(etl_batch.c.status == "merged")):
            assert row.is_conserved and row.read == (
                row.inserted + row.updated + row.unchanged + row.duplicate + row.rejected
            )


# --- F10: the source's clock ----------------------------------------------------------------------------------------


def test_f10_a_row_of_the_far_future_hides_nothing_that_follows(any_city: City, warehouse: Engine, run: Run) -> None:
    any_city.complaint(1, "2026-11-20 10:00:00")
    any_city.complaint(2, "2026-11-20 10:00:00", updated_at="2999-01-01 00:00:00")
    any_city.complaint(3, "2026-11-20 10:00:00", updated_at="2570-01-01 00:00:00")
    any_city.complaint(4, "2999-11-20 10:00:00", history=False, updated_at="2026-11-20 10:00:00")
    any_city.complaint(5, "2570-11-20 10:00:00", history=False, updated_at="2026-11-20 10:00:00")
    any_city.complaint(6, "2026-11-20 10:00:00", due_date="2570-01-01")
    assert run(any_city).status == "done"
    assert [row[0] for row in facts(warehouse, "fact_complaint", "source_id")] == ["1", "2", "3"]
    assert rejects(warehouse) == [
        ("4", "future_date", "received_at"), ("5", "future_date", "received_at"), ("6", "future_date", "due_date"),
    ]  # fmt: skip
    marks = dict(facts(warehouse, "etl_watermark", "entity", "watermark_at"))
    assert marks["complaint"] == NOW + CLOCK_TOLERANCE

    any_city.complaint(7, "2026-11-21 20:00:00")
    any_city.edit(1, status_code="03", updated_at="2026-11-21 20:00:00")
    any_city.edit(4, receive_date="2026-11-20 10:00:00", updated_at="2026-11-21 20:00:00")
    assert run(any_city, as_of="2026-11-22").status == "done"
    statuses = dict(facts(warehouse, "fact_complaint", "source_id", "status_code"))
    assert statuses == {"1": "in_progress", "2": "new", "3": "new", "4": "new", "7": "new"}
    assert [source_id for source_id, _, _ in rejects(warehouse)] == ["5", "6"]
    must_be_conserved(warehouse)


@pytest.mark.parametrize("skew", [-1, 1])
def test_f10_an_hour_fast_or_slow(city: City, warehouse: Engine, run: Run, skew: int) -> None:
    """The source stamps its rows an hour off: later changes are met all the same, and none is counted twice."""

    def stamp(clock: str) -> str:
        return str(datetime.fromisoformat(clock) + timedelta(hours=skew))

    city.complaint(1, "2026-11-20 10:00:00", updated_at=stamp("2026-11-21 17:59:00"))
    run(city)
    (mark,) = (
        at for entity, at in facts(warehouse, "etl_watermark", "entity", "watermark_at") if entity == "complaint"
    )
    assert mark <= NOW + CLOCK_TOLERANCE
    city.complaint(2, "2026-11-21 18:01:00", updated_at=stamp("2026-11-21 18:01:00"))
    city.edit(1, star=4, updated_at=stamp("2026-11-21 18:02:00"))
    run(city, as_of="2026-11-22")
    assert facts(warehouse, "fact_complaint", "source_id", "stars") == [("1", 4), ("2", None)]
    must_be_conserved(warehouse)


# --- F11: zones -----------------------------------------------------------------------------------------------------

AROUND = {
    1: ("2025-12-31 23:30:00", date(2025, 12, 31), 2569),
    2: ("2026-01-01 00:30:00", date(2026, 1, 1), 2569),
    3: ("2026-09-30 23:30:00", date(2026, 9, 30), 2569),
    4: ("2026-10-01 00:30:00", date(2026, 10, 1), 2570),
    5: ("2026-09-30T16:30:00Z", date(2026, 9, 30), 2569),
    6: ("2026-09-30T17:30:00Z", date(2026, 10, 1), 2570),
    7: ("2026-09-30 17:30:00.5+00", date(2026, 10, 1), 2570),
    8: ("2026-10-01T00:30:00+07:00", date(2026, 10, 1), 2570),
    9: ("2026-09-30 12:30:00-0500", date(2026, 10, 1), 2570),
    10: ("2026-09-30T23:30:00+0700", date(2026, 9, 30), 2569),
}


@pytest.fixture(params=["Asia/Bangkok", "UTC", "America/New_York"])
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone the machine believes to be in."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_f11_days_and_fiscal_years_are_bangkoks(clock: str, city: City, warehouse: Engine, run: Run) -> None:
    for number, (written, _, _) in AROUND.items():
        city.complaint(number, written, updated_at="2026-11-20 10:00:00")
    assert run(city).status == "done"
    with warehouse.connect() as connection:
        years = connection.execute(select(dim_period).where(dim_period.c.grain == "fiscal_year")).all()
    found = {}
    for source_id, at, day in facts(warehouse, "fact_complaint", "source_id", "received_at", "received_date"):
        assert at.astimezone(UTC) + timedelta(hours=7) >= datetime(day.year, day.month, day.day, tzinfo=UTC)
        (year,) = (row for row in years if row.starts_on <= day < row.ends_on)
        found[int(source_id)] = (day, year.fiscal_year)
    assert found == {number: (day, year) for number, (_, day, year) in AROUND.items()}
    history = facts(warehouse, "fact_complaint_status", "complaint_id", "occurred_date")
    assert {int(number): day for number, day in history} == {n: day for n, (_, day, _) in AROUND.items()}


# --- F12: eras ------------------------------------------------------------------------------------------------------


def test_f12_a_source_of_the_buddhist_era(any_city: City, warehouse: Engine, run: Run, write_config: Run) -> None:
    """Times of change too: what is asked for next is asked in the source's own era."""
    config = write_config(date_era="be")
    any_city.complaint(1, "2569-11-02 09:00:00")
    any_city.complaint(2, "2026-11-02 09:00:00", updated_at="2569-11-02 09:00:00")
    any_city.finish(1, "2569-11-20 15:30:00")
    assert run(any_city, config=config).status == "done"
    assert facts(warehouse, "fact_complaint", "source_id", "received_date", "closed_date", "source_changed_at") == [
        ("1", date(2026, 11, 2), date(2026, 11, 20), datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
    ]
    assert rejects(warehouse) == [("2", "bad_date", "received_at"), ("2/2", "bad_date", "occurred_at")]
    any_city.complaint(3, "2569-11-21 09:00:00")
    report = run(any_city, config=config, as_of="2026-11-22")
    assert (report.counts["complaint"].inserted, report.counts["complaint"].read) == (1, 2)  # 1 again, in the overlap


def test_f12_each_column_has_its_era_and_people_write_as_they_do(
    city: City, warehouse: Engine, run: Run, write_config: Run
) -> None:
    config = write_config(date_eras={"received_at": "be", "due_date": "be"})
    written = {
        1: ("2 พ.ย. 69 09:00 น.", "15/11/2569"),
        2: ("๒ พฤศจิกายน ๒๕๖๙ เวลา ๐๙.๐๐ น.", "15-พ.ย.-69"),
        3: ("2569-11-02T02:00:00Z", "2569-11-15"),
        4: ("29/02/2567", "0000-00-00"),
        5: ("29/02/2566", ""),
        6: ("2026-11-02 09:00:00", ""),
        7: ("3 นาทีที่แล้ว", ""),
        8: ("2 พ.ย. 69", "11/15/2569"),
    }
    for number, (received, due) in written.items():
        city.complaint(number, received, history=False, due_date=due, updated_at="2026-11-03 09:00:00")
        city.log(number, "2026-11-02 09:00:00", "01")
    assert run(city, config=config).status == "done"
    nine = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    assert facts(warehouse, "fact_complaint", "source_id", "received_at", "due_date", "due_basis") == [
        ("1", nine, date(2026, 11, 15), "source"), ("2", nine, date(2026, 11, 15), "source"),
        ("3", nine, date(2026, 11, 15), "source"),
        ("4", datetime(2024, 2, 28, 17, tzinfo=UTC), date(2024, 3, 15), "standard"),
    ]  # fmt: skip
    assert rejects(warehouse) == [
        ("5", "bad_date", "received_at"), ("6", "bad_date", "received_at"), ("7", "bad_date", "received_at"),
        ("8", "bad_date", "due_date"),
    ]  # fmt: skip
    assert len(facts(warehouse, "fact_complaint_status", "complaint_id")) == 8


# --- F13: encodings -------------------------------------------------------------------------------------------------


def test_f13_damaged_text_is_refused_and_mends_itself(any_city: City, warehouse: Engine, run: Run) -> None:
    wrong: dict[int, dict[str, Any]] = {
        2: {"detail": "ถนนเป็นหลุม".encode().decode("cp874", "replace")},
        3: {"detail": "ถนนเป็นหลุม".encode().decode("cp1252", "replace")},
        4: {"detail": "ถนนเป็นหลุม".encode("cp874").decode("latin-1")},
        5: {"detail": "ถนนเป็นหลุม".encode().decode("latin-1").encode().decode("latin-1")},
        6: {"cat_name": "ถนน".encode().decode("cp1252", "replace")},
        7: {"community_name": "หนองแวง".encode("cp874").decode("latin-1")},
        8: {"place": "\ufffd\ufffd\ufffd"},
    }
    any_city.complaint(1, detail="ถนน\u200bเป็นหลุม\u00a0 มาก\r\nจริง ๆ", community_name="\ufeffหนองแวง")
    for number, values in wrong.items():
        any_city.complaint(number, **values)
    assert run(any_city).counts["complaint"].rejected == len(wrong)
    assert facts(warehouse, "fact_complaint", "source_id", "short_description") == [("1", "ถนนเป็นหลุม มาก จริง ๆ")]
    assert {rule for _, rule, _ in rejects(warehouse)} == {"bad_text"}
    assert [field for _, _, field in rejects(warehouse)] == [
        *["description"] * 4, "category", "area_community", "place",
    ]  # fmt: skip
    for number in wrong:
        any_city.edit(number, detail="ถนนเป็นหลุม", cat_name="ถนน", community_name="หนองแวง", place="ตลาด")
    assert run(any_city, mode="replay").status == "done"
    assert rejects(warehouse) == [] and len(facts(warehouse, "fact_complaint", "source_id")) == 8
    must_be_conserved(warehouse)


def test_f13_bytes_of_several_encodings_in_one_column(city: City, warehouse: Engine, run: Run) -> None:
    """SQLite keeps whatever bytes it is given; only what is UTF-8 can be read."""
    encodings = {1: "utf-8", 2: "cp874", 3: "utf-16-le", 4: "utf-8-sig", 5: "utf-16"}
    for number, encoding in encodings.items():
        city.complaint(number)
        city.run(
            f"update tb_complaint set detail = cast(x'{'ถนนเป็นหลุม'.encode(encoding).hex()}' as text)"
            f" where complaint_id = {number}"
        )
    assert run(city).status == "done"
    assert facts(warehouse, "fact_complaint", "source_id", "short_description") == [
        ("1", "ถนนเป็นหลุม"),
        ("4", "ถนนเป็นหลุม"),
    ]
    assert [(number, rule) for number, rule, _ in rejects(warehouse)] == [(n, "bad_text") for n in ("2", "3", "5")]


# --- F15: a column becomes text -------------------------------------------------------------------------------------


def test_f15_numbers_become_text(any_city: City, warehouse: Engine, run: Run) -> None:
    for number in range(1, 11):
        any_city.complaint(number, star=3)
    run(any_city)
    if any_city.engine.dialect.name != "sqlite":
        any_city.run("alter table tb_complaint modify star varchar(40), modify lat varchar(40)")
    written = {1: "4", 2: " ๕ ", 3: "ดีมาก", 4: "4,5", 5: "-", 6: "", 7: "5.0", 8: "80%", 9: "(1)"}
    for number, star in written.items():
        lat = "16,43" if number == 1 else " 16.43 "
        any_city.run(
            f"update tb_complaint set star = '{star}', lat = '{lat}', updated_at = '2026-11-20 10\\:00\\:00'"
            f" where complaint_id = {number}"
        )
    assert run(any_city).status == "done"
    assert dict(facts(warehouse, "fact_complaint", "source_id", "stars")) == {
        "1": 3, "2": 5, "3": 3, "4": 3, "5": None, "6": None, "7": 5, "8": 3, "9": 3, "10": 3,
    }  # fmt: skip
    assert rejects(warehouse) == [
        ("1", "bad_number", "latitude"), ("3", "bad_number", "stars"), ("4", "bad_number", "stars"),
        ("8", "bad_number", "stars"), ("9", "out_of_range", "stars"),
    ]  # fmt: skip
    must_be_conserved(warehouse)


def test_f15_a_column_that_became_words_holds_the_batch(city: City, warehouse: Engine, run: Run) -> None:
    """More than the limit is refused: nothing of the batch is merged, what stood before stands, and it says so."""
    with city.engine.begin() as connection:
        connection.exec_driver_sql(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 400)"
            " insert into tb_complaint (complaint_id, complaint_no, traffy_ref, receive_date, status_code, star,"
            " detail, dept_name, cat_name, channel_name, zone_name, urgency, created_at, updated_at)"
            " select i, 'n' || i, '', '2026-11-01 10:00:00', '01', 3, 'x', 'สำนักช่าง', 'ถนน', 'โทรศัพท์', 'เขต 1', 1,"
            " '2026-11-01 10:00:00', '2026-11-01 10:00:00' from n"
        )
    assert run(city).status == "done"
    before = read_state(warehouse)
    city.run("update tb_complaint set star = 'ปานกลาง', updated_at = '2026-11-20 10:00:00'")
    report = run(city)
    assert report.status == "held" and report.step and report.remedy
    after = read_state(warehouse)
    assert differing({k: v for k, v in before.items() if k.startswith(("fact", "agg"))}, after) == []


# --- F16: poison ----------------------------------------------------------------------------------------------------


def test_f16_poison_stands_alone(city: City, warehouse: Engine, run: Run) -> None:
    """Each of these once stopped some program; here its row is refused and the others load."""
    poison: dict[int, tuple[str, str, str]] = {
        11: ("detail", "cast(zeroblob(10000000) as text)", "too_long"),
        12: ("detail", "replace(hex(zeroblob(5000000)), '00', 'กก')", "too_long"),
        13: ("detail", "'a' || char(0) || 'b'", "bad_text"),
        14: ("detail", "cast(x'eda080' as text)", "bad_text"),
        15: ("lat", "9e999", "bad_number"),
        16: ("lat", "'nan'", "bad_number"),
        17: ("star", "'1_0'", "bad_number"),
        18: ("star", "99999", "out_of_range"),
        19: ("star", "x'ff'", "bad_number"),
        20: ("status_code", "x'ff00'", "bad_text"),
        21: ("community_name", "replace(hex(zeroblob(200)), '00', 'ชุมชน')", "too_long"),
        22: ("receive_date", "replace(hex(zeroblob(200000)), '00', '2569')", "bad_date"),
        23: ("receive_date", "63072000", "bad_date"),
        24: ("complaint_no", "cast(x'b6b9b9' as text)", "bad_text"),
    }
    for number in range(1, 26):
        city.complaint(number, history=False)
    for number, (column, value, _) in poison.items():
        city.run(f"update tb_complaint set {column} = {value} where complaint_id = {number}")
    report = run(city)
    assert (report.status, report.counts["complaint"].inserted) == ("done", 25 - len(poison))
    assert [(int(number), rule) for number, rule, _ in rejects(warehouse)] == [
        (number, rule) for number, (_, _, rule) in sorted(poison.items(), key=lambda item: str(item[0]))
    ]
    for reason, row_json in facts(warehouse, "etl_reject", "reason", "row_json"):
        assert len(reason) < 1000 and len(row_json) < 10_000
    must_be_conserved(warehouse)


@pytest.mark.parametrize("seed", [1, 2])
def test_f16_anything_at_all(city: City, warehouse: Engine, run: Run, write_config: Run, seed: int) -> None:
    """Hundreds of rows of arbitrary bytes, texts and numbers: all counted, each refusal by a rule, the good ones in."""
    chance = random.Random(seed)
    columns = (
        "complaint_no", "traffy_ref", "receive_date", "accept_date", "reply_date", "due_date", "finish_date",
        "status_code", "urgency", "dept_name", "cat_name", "channel_name", "zone_name", "community_name", "place",
        "detail", "lat", "lon", "star", "reopen_count", "updated_at",
    )  # fmt: skip
    rows, spoilt = 200, 100
    with city.engine.begin() as connection:
        for number in range(1, rows + 1):
            connection.exec_driver_sql(
                "insert into tb_complaint (complaint_id, complaint_no, traffy_ref, receive_date, status_code, detail,"
                " created_at, updated_at)"
                " values (?, 'n', '', '2026-11-01 10:00:00', '01', 'x', '2026-11-01', '2026-11-01')",
                (number,),
            )
        for number in range(1, spoilt + 1):
            for column in chance.sample(columns, chance.randint(1, 5)):
                is_text = column == "updated_at" or chance.random() < 0.5
                value = "cast(? as text)" if is_text else "?"
                sql = f"update or ignore tb_complaint set {column} = {value} where complaint_id = ?"
                connection.exec_driver_sql(sql, (_anything(chance), number))
    report = run(city, mode="full", config=write_config(reject_limit={"share": 1.0, "rows": 1000}))
    assert report.status == "done", report
    counts = report.counts["complaint"]
    assert counts.read == rows == counts.inserted + counts.rejected
    held = {int(source_id) for (source_id,) in facts(warehouse, "fact_complaint", "source_id")}
    refused = rejects(warehouse)
    assert held >= set(range(spoilt + 1, rows + 1))
    assert len(refused) == counts.rejected > spoilt // 3
    assert {rule for _, rule, _ in refused} <= set(RULES)
    assert {int(source_id) for source_id, _, _ in refused} | held == set(range(1, rows + 1))
    must_be_conserved(warehouse)


def _anything(chance: random.Random) -> Any:
    kind = chance.randrange(7)
    if kind == 0:
        return chance.randbytes(chance.randint(0, 30))
    if kind == 1:
        signs = chance.choice(
            (
                "ก-๛ ",
                "\x00\x01\t\n",
                "0123456789-/:. ",
                "a'\"\\;%_{}",
                "\u200b\ufeff\u202e",
                "à¸¹Ãé",
                "😀\U0001f469\u200d",
            )
        )
        return "".join(chance.choices(signs, k=chance.randint(0, 40)))
    if kind == 2:
        return "ถนนเป็นหลุม".encode(chance.choice(("cp874", "utf-16", "utf-8", "utf-8-sig")))[: chance.randint(1, 40)]
    if kind == 3:
        return chance.choice((0, -1, 2**62, -(2**63), 1e308, float("inf"), 3.5, None, 9))
    if kind == 4:
        return chance.choice(
            ("", " ", "-", "null", "NaN", "1e5", "1,234.50", "(5)", "๕", "true", "0000-00-00", "3 นาทีที่แล้ว")
        )
    if kind == 5:
        return "ข" * chance.choice((199, 200, 201, 5_000, 200_000))
    return chance.choice(
        ("2569-11-02", "9 ธ.ค. 69", "2026-11-02T10:00:00Z", "29/02/2567", "2026-11-31", "9999-12-31", "1900-01-00")
    )
