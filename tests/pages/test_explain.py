"""ที่มาของตัวเลข: the drawer says true things, its SQL gives the same value, and a target is approved end to end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, text

from dashboard.access.tables import app_audit
from etl.pipeline import run_settle
from etl.warehouse import tables
from tests.pages.complaint_site import Place, body, find_all, tile, words
from tests.pages.site import ask, slot

DRAWER = "..explain-drawer.is_open...explain-drawer.title...explain-drawer.children.."
APPROVE = "..approve-result.children...approve-target.disabled.."


def outputs(name: str) -> list[dict[str, str]]:
    pairs = (part.rsplit(".", 1) for part in name.strip(".").split("..."))
    return [{"id": component, "property": prop} for component, prop in pairs]


def open_drawer(client: Any, code: Any, search: str = "") -> Any:
    asked = slot("explain-ask", "data", {"code": code, "at": 1})
    state = [slot("url", "pathname", "/"), slot("url", "search", search)]
    request = {"output": DRAWER, "outputs": outputs(DRAWER), "inputs": [asked], "state": state}
    return ask(client, {**request, "changedPropIds": ["explain-ask.data"]})


def approve(client: Any, code: Any = "CMP-07", year: Any = 2570) -> Any:
    state = [slot("approve-what", "data", {"code": code, "year": year})]
    state += [slot("url", "pathname", "/"), slot("url", "search", "")]
    inputs = [slot("approve-target", "n_clicks", 1)]
    request = {"output": APPROVE, "outputs": outputs(APPROVE), "inputs": inputs, "state": state}
    return ask(client, {**request, "changedPropIds": ["approve-target.n_clicks"]})


def test_what_the_drawer_says(loaded: Place) -> None:
    answer = open_drawer(loaded.site().browser(), "CMP-03").get_json()["response"]["explain-drawer"]
    shown = words(answer["children"])
    assert answer["is_open"] is True and "แล้วเสร็จภายในระยะเวลาที่กำหนด" in answer["title"]
    assert "100 × เรื่องที่เสร็จภายในกำหนด / เรื่องที่ครบกำหนด" in shown and "100 × 1 / 3 = 33.3" in shown
    assert "อ่าน 26 แถว เปลี่ยนแปลง 26 แถว ไม่รับ 0 แถว" in shown
    assert "อยู่ในกำหนด 26 ชั่วโมง" in shown and "รุ่นที่ 1" in shown
    assert "ค่าเป้าหมายที่เสนอ (ยังไม่ได้รับความเห็นชอบ)" in shown and "เห็นชอบ 85%" not in shown  # not the mayor's to give


@pytest.mark.parametrize("search", ["", "?org=SCH", "?period=M2025-11&org=SCH", "?period=L30"])
@pytest.mark.parametrize("code", ["CMP-02", "CMP-03", "CMP-05", "CMP-07"])
def test_the_sql_pasted_gives_the_values_shown(loaded: Place, code: str, search: str) -> None:
    answer = open_drawer(loaded.site().browser(), code, search).get_json()["response"]["explain-drawer"]["children"]
    groups = find_all(answer, "measure")
    assert groups
    for group in groups:
        sql = words_kept(find_all(group, "sql"))
        with loaded.site().warehouse.connect() as connection:
            rows = connection.execute(text(sql.rstrip(";").replace(":", "\\:"))).mappings().all()
        for line in find_all(group, "measure__line"):
            name = words(find_all(line, "measure__name")).split(" · ")[0]
            value = words(find_all(line, "measure__value"))
            found = rows[0][name] if rows else None
            assert value == ("–" if found is None and "close_days" in name else str(found or 0))


def words_kept(component: Any) -> str:
    """The text of a code block, line ends kept."""
    code = json.loads(json.dumps(component))[0]["props"]["children"][0]["props"]["children"]
    return str(code["props"]["children"])


@pytest.mark.parametrize("code", ["CMP-99", "", "'; drop table ind_value --", 7, None, ["CMP-03"]])
def test_what_is_not_an_indicator_opens_nothing(loaded: Place, code: Any) -> None:
    answer = open_drawer(loaded.site().browser(), code)
    assert answer.status_code == 204 or not answer.get_json()["response"]


@pytest.mark.parametrize("role", ["executive", "planner", "operator", "admin"])
def test_only_the_strategy_office_approves(loaded: Place, role: str) -> None:
    assert approve(loaded.site().browser(role)).status_code == 403


def test_a_proposed_target_is_approved_and_counts(place: Place) -> None:
    place.load()
    site = place.site()
    client = site.browser("strategy")
    assert "เห็นชอบ 0 เรื่อง" in words(open_drawer(client, "CMP-07").get_json()["response"]["explain-drawer"]["children"])
    assert "บันทึกความเห็นชอบแล้ว" in words(approve(client).get_json()["response"]["approve-result"]["children"])
    with site.warehouse.connect() as connection:
        request = connection.execute(select(tables.etl_request)).one()
    assert (request.kind, request.asked_by, request.status) == ("rescore", "strategy", "waiting")
    assert run_settle(place.settings(), site.warehouse, trigger="request").is_ok
    shown = tile(body(site, "/"), "CMP-07")
    assert "tile--at_risk" in shown["props"]["className"] and "เสี่ยงไม่บรรลุ" in words(shown)
    assert "เป้าหมายที่เสนอ" not in words(shown)
    assert "จำนวนคำร้องค้างเกิน 30 วัน 2 เรื่อง" in words(find_all(body(site, "/"), "attention__item")[0])
    assert "ถูกเปลี่ยนไปแล้ว" in words(approve(client).get_json()["response"]["approve-result"]["children"])


def test_an_approval_stands_in_the_audit_log(place: Place) -> None:
    place.load()
    site = place.site()
    approve(site.browser("strategy"))
    with site.people.engine.connect() as connection:
        lines = connection.execute(select(app_audit).where(app_audit.c.action == "approve_target")).all()
    assert [(line.person, json.loads(line.detail)["indicator"]) for line in lines] == [("strategy", "CMP-07")]
