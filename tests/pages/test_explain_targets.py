"""The drawer says a target's path and rule in words, what they ask of the period, and approves them as they stand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from sqlalchemy import delete, select

from dashboard.access.tables import app_audit
from etl.indicators.store import find_open_target
from etl.indicators.targets import Rule, Target, Trajectory
from etl.indicators.versions import open_target
from etl.pipeline import run_settle
from etl.warehouse.tables import ind_target
from tests.pages.complaint_site import Place, words
from tests.pages.site import TestSite
from tests.pages.test_explain import approve, open_drawer
from tests.pipeline.city import City

PATH = Trajectory(kind="cumulative")
RULE = Rule(comparison="below", formula="complaints_finished_reopened / 4")


def propose(site: TestSite, code: str, value: int | None, trajectory: Trajectory | None, rule: Rule | None) -> None:
    """Another proposal in the place of the catalogue's."""
    with site.warehouse.begin() as connection:
        old = find_open_target(connection, code, 2570)
        assert old is not None
        connection.execute(delete(ind_target).where(ind_target.c.target_key == old.target_key))
        exact = None if value is None else Decimal(value)
        about = ("proposed", "", "config", "x", old.valid_from_at)
        open_target(connection, Target(code, 2570, exact, *about, trajectory=trajectory, rule=rule))  # type: ignore[arg-type]


def drawer(site: TestSite, code: str, search: str = "?period=M2026-10") -> str:
    answer = open_drawer(site.browser("strategy"), code, search).get_json()["response"]["explain-drawer"]
    return words(answer["children"])


def test_paths_and_rules_in_the_drawer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    place = Place(tmp_path / "home", url, City(f"sqlite:///{tmp_path / 'complaints.db'}"))
    place.load()
    site = place.site()
    propose(site, "CMP-02", 60, PATH, None)
    propose(site, "CMP-10", None, None, RULE)
    propose(site, "CMP-03", None, None, Rule(comparison="above", own_year=2560))
    assert run_settle(place.settings(), site.warehouse, trigger="request").is_ok
    counted = drawer(site, "CMP-02")
    assert "สะสมเท่ากันทุกเดือน" in counted
    assert "ค่าเป้าหมาย 60%" in counted and "ค่าเป้าหมายของช่วงนี้ 5%" in counted  # a twelfth of it in October
    english = drawer(site, "CMP-02", "?period=M2026-10&lang=en")
    assert "a twelfth of the year's value each month" in english and "Asked of this period 5%" in english
    ruled = drawer(site, "CMP-10")
    assert "เกณฑ์เปรียบเทียบ ต่ำกว่า" in ruled and "/ 4" in ruled
    assert "complaints_finished_reopened" not in ruled.split("ต่ำกว่า")[1][:40]  # the measure's title, not its name
    assert "เห็นชอบ ต่ำกว่า" in ruled  # the button says what is approved
    unknown = drawer(site, "CMP-03")
    assert "มากกว่าค่าของตนเองในปี พ.ศ. 2560" in unknown and "ยังไม่มีค่าที่ใช้เปรียบเทียบในช่วงนี้" in unknown

    for code in ("CMP-02", "CMP-10"):
        answer = approve(site.browser("strategy"), code).get_json()["response"]["approve-result"]["children"]
        assert "บันทึกความเห็นชอบแล้ว" in words(answer)
    with site.warehouse.connect() as connection:
        found = [find_open_target(connection, code, 2570) for code in ("CMP-02", "CMP-10")]
    assert [t and (t.state, t.value, t.trajectory, t.rule) for t in found] == [
        ("approved", 60, PATH, None),
        ("approved", None, None, RULE),
    ]
    with site.people.engine.connect() as connection:
        lines = connection.execute(select(app_audit.c.detail).where(app_audit.c.action == "approve_target")).scalars()
        assert sorted(json.loads(line)["value"] for line in lines) == ["60.0", "below"]
