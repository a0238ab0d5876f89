"""Remarks on the monthly chart: who may write and take back, what is kept, what the page shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboard.access.person import ROLES
from dashboard.access.tables import app_audit
from dashboard.pages.complaints_months import WRITERS
from etl.warehouse.tables import ind_note
from tests.pages.complaint_site import Place, body, find_all, words
from tests.pages.site import TestSite, ask, slot

PAGE = "/complaints"


def output_of(site: TestSite) -> str:
    return next(name for name in site.app.callback_map if name.startswith("..note-result.children"))


def send(
    site: TestSite, browser: FlaskClient, *, saved: int = 0, withdraw: object = None, path: str = PAGE, **given: Any
) -> TestResponse:
    """As the browser would: a click on save, or on the button of one remark."""
    values = {"day": "2", "month": "11", "year": "2026", "text": "ฝนตกหนักทั้งเมือง"} | given
    output = output_of(site)
    version = output.strip(".").split("...")[1].split(".")[1]
    wish = None if withdraw is None else {"key": withdraw, "at": 1}
    changed = "note-save.n_clicks" if saved else "note-withdraw.data"
    return ask(
        browser,
        {
            "output": output,
            "outputs": [
                {"id": "note-result", "property": "children"},
                {"id": "data-version", "property": version},
            ],
            "inputs": [slot("note-save", "n_clicks", saved), slot("note-withdraw", "data", wish)],
            "state": [
                *(slot(f"note-{name}", "value", value) for name, value in values.items()),
                slot("url", "pathname", path),
                slot("url", "search", ""),
            ],
            "changedPropIds": [changed],
        },
    )


def said(answer: TestResponse) -> str:
    return words(answer.get_json()["response"]["note-result"]["children"])


def notes(place: Place) -> list[Any]:
    with place.site().warehouse.connect() as connection:
        return list(connection.execute(select(ind_note).order_by(ind_note.c.note_key)))


def test_written_shown_and_taken_back(filled: Place) -> None:
    site = filled.site()
    planner = site.browser("planner")
    answer = send(site, planner, saved=1)
    assert answer.status_code == 200 and "บันทึกแล้ว" in said(answer)
    (kept,) = notes(filled)
    assert (kept.subject, kept.text, kept.author) == ("complaints", "ฝนตกหนักทั้งเมือง", "ผู้ทดสอบ planner")
    for role in ("executive", "planner"):
        page = body(site, PAGE, role=role)
        assert "2 พ.ย. 69 ฝนตกหนักทั้งเมือง ผู้ทดสอบ planner" in words(find_all(page, "note-list"))
        assert len(find_all(page, "note-withdraw")) == (role in WRITERS)
        assert "ฝนตกหนักทั้งเมือง" in json.dumps(page, ensure_ascii=False).split("customdata")[1][:80]
    assert send(site, site.browser("strategy"), withdraw=kept.note_key).status_code == 200
    assert not find_all(body(site, PAGE, role="planner"), "note-list")
    assert notes(filled)[0].withdrawn_by == "ผู้ทดสอบ strategy"


@pytest.mark.parametrize("role", ROLES)
def test_only_planners_and_strategy_write(filled: Place, role: str) -> None:
    site = filled.site()
    answer = send(site, site.browser(role), saved=1)
    assert answer.status_code == (200 if role in WRITERS else 403)
    assert len(notes(filled)) == (role in WRITERS)
    assert bool(find_all(body(site, PAGE, role=role), "note-form")) == (role in WRITERS)


def test_without_the_token_nothing_is_written(filled: Place) -> None:
    site = filled.site()
    browser = site.browser("planner")
    browser.delete_cookie("_csrf_token")
    assert send(site, browser, saved=1).status_code == 400 and not notes(filled)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"day": "31", "month": "11"}, "วันที่ไม่ถูกต้อง"),
        ({"day": "22"}, "วันที่ไม่ถูกต้อง"),
        ({"year": "x"}, "วันที่ไม่ถูกต้อง"),
        ({"year": None}, "วันที่ไม่ถูกต้อง"),
        ({"year": "9" * 20}, "วันที่ไม่ถูกต้อง"),
        ({"text": " "}, "โปรดเขียนข้อความ"),
        ({"text": "ก" * 301}, "โปรดเขียนข้อความ"),
        ({"text": ["a"]}, "โปรดเขียนข้อความ"),
    ],
)
def test_refused_in_thai(filled: Place, given: dict[str, Any], says: str) -> None:
    site = filled.site()
    answer = send(site, site.browser("planner"), saved=1, **given)
    assert answer.status_code == 200 and says in said(answer) and not notes(filled)


def test_a_remark_that_is_gone_is_said(filled: Place) -> None:
    site = filled.site()
    assert "ถูกถอนไปแล้ว" in said(send(site, site.browser("planner"), withdraw=99))


@pytest.mark.parametrize("key", ["1", True, [1], {"a": 1}, 1.5, -1, 2**63])
def test_a_wish_that_names_no_remark_changes_nothing(filled: Place, key: object) -> None:
    site = filled.site()
    send(site, site.browser("planner"), saved=1)
    assert send(site, site.browser("planner"), withdraw=key).status_code in (200, 204)
    assert [note.withdrawn_at for note in notes(filled)] == [None]


def test_a_remark_is_only_text_on_the_chart(filled: Place) -> None:
    site = filled.site()
    send(site, site.browser("planner"), saved=1, text='<a href="javascript:alert(1)">น้ำ</a>%{y}')
    figure = json.dumps(body(site, PAGE), ensure_ascii=False)
    assert "&lt;a href=" in figure.split("customdata")[1][:80]


def test_each_change_has_its_line_in_the_audit_log(filled: Place) -> None:
    site = filled.site()
    send(site, site.browser("planner"), saved=1)
    send(site, site.browser("strategy"), withdraw=notes(filled)[0].note_key)
    with site.people.engine.connect() as connection:
        rows = connection.execute(select(app_audit).order_by(app_audit.c.audit_key)).all()
    found = [(row.person, row.action) for row in rows if row.action.endswith("_note")]
    assert found == [("planner", "write_note"), ("strategy", "withdraw_note")]
    assert json.loads(next(r for r in rows if r.action == "write_note").detail)["date"] == "2026-11-02"
