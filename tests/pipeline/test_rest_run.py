"""Runs of both Traffy sources as docs/sources.md shows them, through the whole pipeline into both warehouses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, select

from etl.calendar_th import BANGKOK
from etl.pipeline import RunReport, run_source
from etl.settings import PROJECT, load_settings
from etl.warehouse.tables import dim_category, dim_org_unit, etl_notice, etl_run, fact_complaint
from tests import traffy_server
from tests.pipeline.rest_sources import shown
from tests.traffy_server import EXCHANGE, GEOJSON, ORGS, TraffyServer

Run = Callable[..., RunReport]
CODES = {"รอรับเรื่อง": "new", "กำลังดำเนินการ": "in_progress", "เสร็จสิ้น": "finished", "ส่งต่อ": "forwarded",
         "ไม่เกี่ยวข้อง": "irrelevant"}  # fmt: skip
BASES = {"traffy": EXCHANGE, "traffy_public": GEOJSON}


@pytest.fixture
def server() -> Iterator[TraffyServer]:
    with traffy_server.serve(800) as running:
        yield running


@pytest.fixture
def run(warehouse: Engine, server: TraffyServer, tmp_path: Path) -> Run:
    """One run of a source of the docs: `run("traffy", mode="full", cap=1000)`; further words go into its reader."""

    def go(name: str, *, mode: str = "changes", **changes: Any) -> RunReport:
        config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
        block = shown(name)
        how = {**block["reader"], "hosts": ["127.0.0.1"], "full_query": {"duration": "all"}, **changes}
        config["sources"] = [block | {"reader": how}]
        file = tmp_path / "config.yaml"
        file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        settings = load_settings(
            {
                "MIS_HOME": str(tmp_path / "home"),
                "MIS_CONFIG": str(file),
                "MIS_AS_OF": "2026-11-21",
                f"MIS_SOURCE_{name.upper()}_URL": server.url(BASES[name], signs_in=name == "traffy"),
            }
        )
        return run_source(settings, warehouse, name, mode=mode)  # type: ignore[arg-type]

    return go


def facts(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        return {row.source_id: row for row in connection.execute(select(fact_complaint))}


def instant(text: str | None) -> datetime | None:
    """Bangkok's naive time to the second, as the warehouse keeps it."""
    if text is None:
        return None
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK, microsecond=0).astimezone(UTC)


def to_second(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(microsecond=0, tzinfo=at.tzinfo or UTC)


@pytest.mark.parametrize("name", ["traffy", "traffy_public"])
def test_every_ticket_becomes_its_fact(name: str, run: Run, server: TraffyServer, warehouse: Engine) -> None:
    report = run(name)
    assert report.status == "done", (report.what, report.remedy)
    counts = report.counts["complaint"]
    assert (counts.inserted, counts.rejected, counts.duplicate) == (800, 0, 0) and counts.is_conserved
    with warehouse.connect() as connection:
        categories = dict(connection.execute(select(dim_category.c.category_key, dim_category.c.name_th)).all())
        org_units = dict(connection.execute(select(dim_org_unit.c.org_unit_key, dim_org_unit.c.name_th)).all())
    found = facts(warehouse)
    for ticket in server.tickets:
        fact = found.pop(ticket["ticket_id"])
        assert to_second(fact.received_at) == instant(ticket["timestamp"])
        assert fact.status_code == CODES[ticket["status"]]
        assert fact.complaint_number == ticket["ticket_id"]
        assert categories[fact.category_key] == (ticket["type"].split(",")[0] or "ไม่ระบุ")
        org = ticket["organization"].split(",")[0]
        assert (org_units.get(fact.org_unit_key) == org) == (org in ORGS[:3])
        assert fact.stars == (ticket["star"] or None)
        assert fact.reopen_count == (ticket["count_reopen"] or 0)
        assert float(fact.latitude) == pytest.approx(float(ticket["latitude"]))
        assert "081-234" not in fact.short_description
        if name == "traffy":
            assert to_second(fact.closed_at) == instant(ticket["timestamp_finished"])
            begun = instant(ticket["timestamp_inprogress"])
            assert fact.acknowledged_date == (begun and begun.astimezone(BANGKOK).date())
    assert not found


@pytest.mark.parametrize("name", ["traffy", "traffy_public"])
def test_nothing_new_changes_nothing_and_news_are_met(
    name: str, run: Run, server: TraffyServer, warehouse: Engine
) -> None:
    run(name)
    again = run(name).counts["complaint"]
    assert (again.inserted, again.updated) == (0, 0) and again.read == again.unchanged
    server.touch(600, status="เสร็จสิ้น", star=4)
    changed = server.tickets[0]["ticket_id"]
    server.add(3)
    counts = run(name).counts["complaint"]
    assert (counts.inserted, counts.updated) == (3, 1)
    assert facts(warehouse)[changed].status_code == "finished"


def test_a_list_that_moves_through_the_whole_run(run: Run, server: TraffyServer, warehouse: Engine) -> None:
    """The warehouse holds each ticket once, in the state it had at the end."""

    def live(system: TraffyServer, call: Any) -> None:
        if 1 < len(system.calls) < 12:
            system.add(40)
            system.touch(len(system.tickets) - 1, status="เสร็จสิ้น")
            system.touch(500, count_reopen=2)

    server.before = live
    report = run("traffy_public", paging={"kind": "offset", "size_parameter": "limit", "size": 200, "overlap": 50})
    assert report.status == "done" and report.counts["complaint"].is_conserved
    found = facts(warehouse)
    assert {key: fact.status_code for key, fact in found.items()} == {
        ticket["ticket_id"]: CODES[ticket["status"]] for ticket in server.tickets
    }


@pytest.mark.parametrize("trouble", ["cap", "quota", "renamed", "unknown state"])
def test_a_run_that_may_not_be_trusted_changes_nothing_and_names_itself(
    trouble: str, run: Run, server: TraffyServer, warehouse: Engine, tmp_path: Path
) -> None:
    run("traffy")
    before = facts(warehouse)
    server.add(5)
    expected, changes = "source_refused", {}
    if trouble == "cap":
        changes = {"cap": 805}
    elif trouble == "quota":
        server.quota = 0
    elif trouble == "renamed":
        server.tickets = [{k.replace("status", "state"): v for k, v in t.items()} for t in server.tickets]
        expected = "schema_changed"
    else:
        server.tickets = [t | {"status": "รอของ"} for t in server.tickets]
        expected = "batch_held"
    report = run("traffy", mode="full", **changes)
    assert (report.status, report.error_code) == ("held" if trouble == "unknown state" else "failed", expected)
    assert report.what and report.remedy and "secret" not in f"{report.what}{report.remedy}"
    assert facts(warehouse) == before
    with warehouse.connect() as connection:
        last = connection.execute(select(etl_run).order_by(etl_run.c.run_key.desc())).first()
    assert last is not None and last.error == report.what and last.step


def test_a_quiet_day_is_no_change_of_schema(run: Run, server: TraffyServer, warehouse: Engine) -> None:
    run("traffy")
    held, server.tickets = server.tickets, []
    assert run("traffy").status == "done"
    server.tickets = held
    assert run("traffy").status == "done"
    with warehouse.connect() as connection:
        of_columns = select(etl_notice.c.kind, etl_notice.c.gone_at).where(etl_notice.c.kind != "word_unknown")
        noticed = set(connection.execute(of_columns).all())
    assert noticed == {("column_ignored", None)}
