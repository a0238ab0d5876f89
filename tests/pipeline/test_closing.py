"""Closed periods: what is frozen, what is refused, and every later difference noted with its cause."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from etl import requests
from etl.errors import DefinitionError
from etl.indicators import closing
from etl.indicators.closing import close_period, explain_restatements, reopen_period, reported, restatements
from etl.indicators.definition import read_definition
from etl.indicators.marks import read_marks
from etl.indicators.restating import note_restatements
from etl.indicators.versions import close_definition, find_definition, open_definition
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import (
    dim_period,
    dim_source,
    etl_check_failure,
    etl_data_version,
    etl_reject,
    etl_run,
    etl_watermark,
    ind_value,
    metadata,
)
from etl.warehouse.tables.indicators import ind_closing, ind_reported, ind_restatement

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)  # 10:00 in Bangkok
PERIODS = {
    "M2026-10": ("month", date(2026, 10, 1), date(2026, 11, 1)),
    "M2026-11": ("month", date(2026, 11, 1), date(2026, 12, 1)),
    "M2026-12": ("month", date(2026, 12, 1), date(2027, 1, 1)),
    "YTD2026-11": ("ytd", date(2026, 10, 1), date(2026, 12, 1)),
    "L30": ("last30", date(2026, 11, 1), date(2026, 12, 1)),
    "D2026-11-30": ("day", date(2026, 11, 30), date(2026, 12, 1)),
}
UNITS = (1, 2)
CODES = ("CMP-01", "CMP-03", "REP-01")
BASE = {
    "kind": "tracked", "name_th": "ก", "name_en": "a", "description_th": "ก", "description_en": "a", "unit_th": "เรื่อง",
    "unit_en": "cases", "direction": "higher", "frequency": "monthly", "data_source": "system",
}  # fmt: skip
Figure = tuple[float | None, float | None, str | None, str, float | None]


def fill(connection: Connection) -> None:
    """Three indicators of two systems, six periods; the figures were made now."""
    rows = [
        {"period_id": i, "grain": g, "starts_on": a, "ends_on": b, "label_th": i, "label_en": i, "fiscal_year": 2570}
        for i, (g, a, b) in PERIODS.items()
    ]
    connection.execute(insert(dim_period), rows)
    for key, name in enumerate(("complaints", "it_repair"), start=1):
        source = {"source_key": key, "name": name, "contract": name, "title_th": name, "title_en": name}
        told = {"is_sample": True, "is_connected": True, "fresh_within_seconds": 3600}
        connection.execute(insert(dim_source), {**source, **told})
        read = {"source_name": name, "entity": "x", "read_at": NOW - timedelta(minutes=5)}
        connection.execute(insert(etl_watermark), read)
    connection.execute(insert(etl_data_version), {"id": 1, "version": 7, "as_of_at": NOW, "settled_at": NOW})
    for code in CODES:
        contract = "it_repair" if code.startswith("REP") else "complaints"
        formula = "[CMP-01] + x" if code == "CMP-03" else "x"
        define(connection, BASE | {"code": code, "contract": contract, "formula": formula})


def define(connection: Connection, raw: dict[str, Any]) -> None:
    open_definition(connection, read_definition(raw), origin="person", author="ก", reason="แรก", at=NOW)


def redefine(connection: Connection, code: str, at: datetime, **changes: Any) -> None:
    stored = find_definition(connection, code)
    close_definition(connection, stored, at)
    changed = read_definition(stored.definition.model_dump(mode="json") | changes)
    open_definition(connection, changed, origin="person", author="ก", reason="ปรับ", at=at)


def put(connection: Connection, period_id: str, code: str, unit: int, figure: Figure, run_key: int) -> None:
    """As the score step leaves it."""
    place = (ind_value.c.code == code, ind_value.c.period_id == period_id, ind_value.c.org_unit_key == unit)
    connection.execute(delete(ind_value).where(*place))
    row = dict(zip(("value", "target", "target_state", "status", "score"), figure, strict=True))
    about = {"code": code, "period_id": period_id, "org_unit_key": unit, "run_key": run_key}
    key = find_definition(connection, code).definition_key
    connection.execute(insert(ind_value), {**about, **row, "definition_key": key})


def good(value: float | None, target: float | None = 10.0) -> Figure:
    """Judged as an approved target would."""
    if value is None:
        return None, target, "approved", "no_data", None
    if target is None:
        return value, None, None, "no_target", None
    is_met = value >= target
    return value, target, "approved", "on_track" if is_met else "off_track", 5.0 if is_met else 1.0


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite warehouse: most rules are no engine's affair."""
    engine = make_engine(f"sqlite:///{tmp_path / 'small.db'}")
    metadata.create_all(engine)
    yield furnish(engine)
    engine.dispose()


def furnish(engine: Engine) -> Engine:
    with engine.begin() as connection:
        fill(connection)
        for period_id in PERIODS:
            for code in CODES:
                for unit in UNITS:
                    put(connection, period_id, code, unit, good(10.0 + unit), 1)
    return engine


def shut(connection: Connection, period_id: str = "M2026-10", at: datetime = NOW, **more: Any) -> int:
    return close_period(connection, period_id=period_id, author="ผู้ปิด", at=at, **more)


def test_closing_freezes_every_figure_of_the_period(city: Engine) -> None:
    names = list(closing.FIGURE)
    with city.begin() as connection:
        key = shut(connection, note="  ประชุม\nครั้งที่ 1 ")
        frozen = connection.execute(
            select(*(ind_reported.c[n] for n in names))
            .where(ind_reported.c.closing_key == key)
            .order_by("code", "org_unit_key")
        ).all()
        made = connection.execute(
            select(*(ind_value.c[n] for n in names))
            .where(ind_value.c.period_id == "M2026-10")
            .order_by("code", "org_unit_key")
        ).all()
        assert frozen == made and len(frozen) == len(CODES) * len(UNITS)
        row = connection.execute(select(ind_closing)).one()
        assert (row.closed_by, row.closed_at, row.note, row.reopened_at) == ("ผู้ปิด", NOW, "ประชุม ครั้งที่ 1", None)
        assert connection.execute(select(etl_data_version.c.version)).scalar_one() == 8  # open pages show it


def break_nothing(_: Connection) -> None:
    """As it is."""


def close_before(connection: Connection) -> None:
    shut(connection)


def make_before_the_end(connection: Connection) -> None:
    connection.execute(update(etl_data_version).values(as_of_at=datetime(2026, 10, 31, 16, tzinfo=UTC)))


def ask_a_rescore(connection: Connection) -> None:
    requests.ask(connection, "rescore", asked_by="ก", at=NOW)


def lose_figures(connection: Connection) -> None:
    connection.execute(delete(ind_value).where(ind_value.c.period_id == "M2026-10"))


@pytest.mark.parametrize(
    ("before", "given", "field", "rule"),
    [
        (break_nothing, {"period_id": "M2031-01"}, "period", "unknown_period"),
        (break_nothing, {"period_id": "L30"}, "period", "not_closable"),
        (break_nothing, {"period_id": "D2026-11-30"}, "period", "not_closable"),
        (break_nothing, {"period_id": "M2026-12"}, "period", "not_ended"),
        (break_nothing, {"at": datetime(2026, 10, 31, 16, 59, tzinfo=UTC)}, "period", "not_ended"),
        (close_before, {}, "period", "closed_already"),
        (make_before_the_end, {}, "period", "not_made"),
        (ask_a_rescore, {}, "period", "under_way"),
        (lose_figures, {}, "period", "no_figures"),
        (break_nothing, {"author": " "}, "author", "no_author"),
        (break_nothing, {"note": "ย" * 501}, "note", "too_long"),
    ],
)
def test_what_cannot_be_closed(
    city: Engine, before: Callable[[Connection], None], given: dict[str, Any], field: str, rule: str
) -> None:
    with city.begin() as connection:
        before(connection)
        count = len(connection.execute(select(ind_reported)).all())
        with pytest.raises(DefinitionError) as refused:
            close_period(connection, **{"period_id": "M2026-10", "author": "ก", "at": NOW} | given)
        assert (refused.value.field, refused.value.message_id) == (field, f"closing.{rule}")
        assert len(connection.execute(select(ind_reported)).all()) == count


def test_the_last_second_before_midnight_is_too_early(city: Engine) -> None:
    with city.begin() as connection:
        shut(connection, at=datetime(2026, 10, 31, 17, tzinfo=UTC))  # 1 November in Bangkok


def test_a_late_source_is_never_reported_on_target(city: Engine) -> None:
    with city.begin() as connection:
        old = {"read_at": NOW - timedelta(hours=2)}
        connection.execute(update(etl_watermark).where(etl_watermark.c.source_name == "it_repair").values(**old))
        shut(connection)
        told = {
            (r.code, r.status, r.score, r.value)
            for r in connection.execute(select(ind_reported))
            if r.org_unit_key == 1
        }
        assert told == {("CMP-01", "on_track", 5, 11), ("CMP-03", "on_track", 5, 11), ("REP-01", "stale", None, 11)}
        for code in CODES:  # read again, nothing else: no figure changed
            put(connection, "M2026-10", code, 1, good(11), 2)
        assert note_restatements(connection, 2, NOW) == 0
        put(connection, "M2026-10", "REP-01", 1, good(9), 3)
        assert note_restatements(connection, 3, NOW) == 1
        put(connection, "M2026-10", "REP-01", 1, good(11), 4)  # back: but it was restated before
        assert note_restatements(connection, 4, NOW) == 1


def test_figures_held_back_by_a_check_are_reported_stale(city: Engine) -> None:
    with city.begin() as connection:
        found = {"check_name": "x", "contract": "complaints", "stops": True, "rows_found": 1, "examples": "[]"}
        connection.execute(insert(etl_check_failure), {**found, "run_key": 1, "found_at": NOW})
        shut(connection)
        told = {row.code: row.status for row in connection.execute(select(ind_reported))}
        assert told == {"CMP-01": "stale", "CMP-03": "stale", "REP-01": "on_track"}


def changed(connection: Connection) -> list[tuple[Any, ...]]:
    rows = connection.execute(select(ind_restatement).order_by(ind_restatement.c.restatement_key))
    return [(r.code, r.org_unit_key, r.value, r.target, r.status, r.cause, r.run_key) for r in rows]


def test_each_cause_is_told_apart(warehouse: Engine) -> None:
    city = furnish(warehouse)
    later = NOW + timedelta(days=1)
    with city.begin() as connection:
        shut(connection)
        put(connection, "M2026-10", "CMP-01", 1, good(12.0), 2)  # other data
        put(connection, "M2026-10", "CMP-03", 1, good(11.0, 20.0), 2)  # another target
        assert note_restatements(connection, 2, later) == 2
        redefine(connection, "REP-01", later, formula="2 * x")
        put(connection, "M2026-10", "REP-01", 1, good(22.0), 3)
        redefine(connection, "CMP-01", later, formula="3 * x")  # CMP-03 refers to it
        put(connection, "M2026-10", "CMP-03", 1, good(30.0, 20.0), 3)
        assert note_restatements(connection, 3, later) == 2
        redefine(connection, "REP-01", later, thresholds={"at_risk_percent": 10})
        put(connection, "M2026-10", "REP-01", 1, (22.0, 10.0, "approved", "at_risk", 3.0), 4)  # judged otherwise
        redefine(connection, "CMP-01", later, name_th="ชื่อใหม่")
        put(connection, "M2026-10", "CMP-01", 1, good(12.0), 4)  # a name changes no figure
        assert note_restatements(connection, 4, later) == 1
        assert changed(connection) == [
            ("CMP-01", 1, 12, 10, "on_track", "data", 2),
            ("CMP-03", 1, 11, 20, "off_track", "target", 2),
            ("CMP-03", 1, 30, 20, "on_track", "definition", 3),
            ("REP-01", 1, 22, 10, "on_track", "definition", 3),
            ("REP-01", 1, 22, 10, "at_risk", "definition", 4),
        ]


def test_a_value_by_hand_changed_later_is_an_entry(city: Engine) -> None:
    with city.begin() as connection:
        define(connection, BASE | {"code": "HR-03", "data_source": "hand", "contract": "personnel"})
        put(connection, "M2026-10", "HR-03", 1, good(None), 1)
        shut(connection)
        put(connection, "M2026-10", "HR-03", 1, good(41.5), 2)
        note_restatements(connection, 2, NOW)
        assert changed(connection) == [("HR-03", 1, 41.5, 10, "on_track", "entry", 2)]


def test_only_what_the_run_wrote_is_looked_at_and_open_periods_are_not(city: Engine) -> None:
    with city.begin() as connection:
        shut(connection)
        put(connection, "M2026-10", "CMP-01", 1, good(1.0), 2)
        put(connection, "M2026-11", "CMP-01", 1, good(1.0), 3)
        assert note_restatements(connection, 3, NOW) == 0
        assert note_restatements(connection, 2, NOW) == 1
        assert note_restatements(connection, 2, NOW) == 0  # noted once


def test_opened_again_and_closed_anew_both_reports_stay(city: Engine) -> None:
    with city.begin() as connection:
        first = shut(connection)
        with pytest.raises(DefinitionError) as refused:
            reopen_period(connection, period_id="M2026-10", reason="  ", author="ก", at=NOW)
        assert (refused.value.field, refused.value.message_id) == ("reason", "closing.missing_reason")
        assert reopen_period(connection, period_id="M2026-10", reason="ข้อมูลไม่ครบ", author="ก", at=NOW) == first
        put(connection, "M2026-10", "CMP-01", 1, good(3.0), 2)
        assert note_restatements(connection, 2, NOW) == 0  # the period is open
        second = shut(connection)
        history = reported(connection, "CMP-01", 1)
        assert [(r.closing_key, r.value, r.reopen_reason) for r in history] == [
            (second, 3, None),
            (first, 11, "ข้อมูลไม่ครบ"),
        ]
        with pytest.raises(DefinitionError) as refused:
            reopen_period(connection, period_id="M2026-11", reason="ก", author="ก", at=NOW)
        assert refused.value.message_id == "closing.not_closed"


def test_a_reason_is_said_once(city: Engine) -> None:
    with city.begin() as connection:
        for period_id in ("M2026-10", "M2026-11"):
            shut(connection, period_id)
            for unit in UNITS:
                put(connection, period_id, "CMP-01", unit, good(3.0), 2)
        assert note_restatements(connection, 2, NOW) == 4
        matter = {"run_key": 2, "code": "CMP-01", "cause": "data", "author": "ผู้ชี้แจง", "at": NOW}
        assert explain_restatements(connection, reason="แก้วันที่ปิดเรื่อง", **matter) == 4
        with pytest.raises(DefinitionError) as refused:
            explain_restatements(connection, reason="อีกครั้ง", **matter)
        assert refused.value.message_id == "closing.explained_already"
        assert {(r.reason, r.reason_by) for r in restatements(connection, 1)} == {("แก้วันที่ปิดเรื่อง", "ผู้ชี้แจง")}
        assert [(r.period_id, r.before_value, r.value) for r in restatements(connection, 2)] == [
            ("M2026-11", 12, 3),
            ("M2026-10", 12, 3),
        ]


def test_nothing_is_lost_in_any_order_of_events(warehouse: Engine) -> None:
    """Runs, closings and openings in any order, against a plain account of them."""
    city, draw = furnish(warehouse), random.Random(20261121)
    now: dict[tuple[str, str, int], Figure] = {(p, c, u): good(10.0 + u) for p in PERIODS for c in CODES for u in UNITS}
    closed: dict[str, int] = {}
    told: dict[tuple[int, str, int], list[Figure]] = {}  # by closing, code, unit: reported, then each restatement
    closable = ("M2026-10", "M2026-11", "YTD2026-11")
    with city.begin() as connection:
        for run_key in range(2, 42):
            period_id = draw.choice(closable)
            if draw.random() < 0.25 and period_id not in closed:
                closed[period_id] = key = shut(connection, period_id)
                told |= {(key, c, u): [now[period_id, c, u]] for c in CODES for u in UNITS}
            elif draw.random() < 0.15 and period_id in closed:
                reopen_period(connection, period_id=period_id, reason="ก", author="ก", at=NOW)
                del closed[period_id]
            for place in draw.sample(sorted(now), 8):
                now[place] = good(draw.choice([None, 0.0, 9.0, 10.0, 11.0]), draw.choice([None, 10.0]))
                put(connection, *place, now[place], run_key)
            note_restatements(connection, run_key, NOW)
            for (p, c, u), figure in now.items():
                if p in closed and told[closed[p], c, u][-1] != figure:
                    told[closed[p], c, u].append(figure)
        found: dict[tuple[int, str, int], list[Figure]] = {}
        figure_of = ("value", "target", "target_state", "status", "score")
        for table, order in (
            (ind_reported, ind_reported.c.closing_key),
            (ind_restatement, ind_restatement.c.restatement_key),
        ):
            for row in connection.execute(select(table).order_by(order)):
                figure = tuple(getattr(row, name) for name in figure_of)
                found.setdefault((row.closing_key, row.code, row.org_unit_key), []).append(figure)  # type: ignore[arg-type]
        assert found == told and sum(len(some) > 1 for some in told.values()) > 5


def test_a_month_of_many_refused_rows_is_marked(city: Engine) -> None:
    """Loaded in May with history's own refusals; four a month from June; thirty in November, seen by two runs."""
    refused = [(5, 400), (6, 4), (7, 4), (8, 5), (9, 4), (10, 4), (11, 18), (11, 12)]
    with city.begin() as connection:
        for run_key, (month, count) in enumerate(refused, start=1):
            at = datetime(2026, month, 15, 3, run_key, tzinfo=UTC)
            about = {"mode": "changes", "trigger": "command", "status": "done", "fence": 1, "holder": "x"}
            row = {"run_key": run_key, "source_name": "complaints", "started_at": at, "as_of_at": at}
            connection.execute(insert(etl_run), about | row)
            rows = [
                {"source_name": "complaints", "entity": "x", "source_id": f"{run_key}-{n}", "rule": "bad_date",
                 "field": "f", "reason": "r", "row_json": "{}", "first_run_key": run_key, "last_run_key": 9,
                 "first_seen_at": at, "last_seen_at": NOW}
                for n in range(count)
            ]  # fmt: skip
            connection.execute(insert(etl_reject), rows)
        (mark,) = read_marks(connection)
        assert (mark.kind.value, mark.subject, mark.on) == ("reject_spike", "complaints", date(2026, 11, 1))
        assert (mark.before, mark.after, mark.parts) == (4, 30, ("complaints",))


def test_a_run_and_a_closing_at_once_lose_nothing(warehouse: Engine) -> None:
    """Whichever comes first, the other waits: the new figure is either what was reported, or its restatement."""
    city = furnish(warehouse)

    def run(run_key: int, value: float) -> None:
        with city.begin() as connection:
            put(connection, "M2026-10", "CMP-01", 1, good(value), run_key)
            note_restatements(connection, run_key, NOW)

    def shut_it() -> None:
        with city.begin() as connection:
            shut(connection)

    with ThreadPoolExecutor(1) as pool:
        with city.begin() as connection:
            put(connection, "M2026-10", "CMP-01", 1, good(15.0), 2)
            note_restatements(connection, 2, NOW)
            waiting = pool.submit(shut_it)
            time.sleep(0.3)
            assert not waiting.done()
        waiting.result()
        with city.begin() as connection:
            assert [r.value for r in reported(connection, "CMP-01", 1)] == [15]
            reopen_period(connection, period_id="M2026-10", reason="ก", author="ก", at=NOW)
            shut(connection)
            waiting = pool.submit(run, 3, 16.0)
            time.sleep(0.3)
            assert not waiting.done()
        waiting.result()
    with city.begin() as connection:
        assert [(r.value, r.new_value) for r in reported(connection, "CMP-01", 1)] == [(15, 16), (15, None)]
