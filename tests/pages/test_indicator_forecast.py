"""The forecast on an indicator's sheet: in words and on a line; worse than naive it is not shown, and that is said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import insert, update

from dashboard.access.person import EVERYONE
from dashboard.pages.explanation import explain
from dashboard.pages.indicator_forecast import say_chance, section
from dashboard.registry import PageContext, Registry
from dashboard.text import t
from etl.indicators.catalogue import read_catalogue
from etl.indicators.store import seed
from etl.settings import Settings
from etl.warehouse.tables import etl_data_version
from etl.warehouse.tables.indicators import ind_backtest, ind_forecast
from tests.pages.site import AS_OF, TestSite, draw_page, make_site, text_of

SEEN: dict[str, Any] = {
    "code": "CMP-03", "org_unit_key": 1, "fiscal_year": 2570, "made_for_date": date(2026, 11, 21), "kind": "rate",
    "method": "blend_with_last_year", "value": 74.256, "low": 71.04, "high": 77.46, "target": 85.0,
    "needed": 85.92, "probability": 0.004, "error": 0.84, "naive_error": 1.26, "is_shown": True, "run_key": 1,
}  # fmt: skip


class Sheets:
    """The section alone, of the indicator the address names."""

    @staticmethod
    def register(registry: Registry) -> None:
        def body(context: PageContext) -> Any:
            code = context.params.get("code", "")
            found = explain(context, code) if "drawer" in context.params else None
            return found.body if found else section(context, code)

        registry.register_page(path="/", name_id="frame.menu", icon="grid", order=1, roles=EVERYONE, body=body)


@pytest.fixture
def site(settings: Settings) -> TestSite:
    site = make_site(settings, modules=(Sheets,))
    with site.warehouse.begin() as connection:
        seed(connection, datetime(2026, 10, 1, tzinfo=AS_OF.tzinfo), read_catalogue())
    return site


def put(site: TestSite, **changes: Any) -> None:
    tests = [
        {"code": "CMP-03", "org_unit_key": 1, "fiscal_year": year, "month": month, "forecast": 74.0 + month / 10,
         "naive": 75.5, "actual": 73.62}
        for year in (2568, 2569)
        for month in range(1, 12)
    ]  # fmt: skip
    with site.warehouse.begin() as connection:
        connection.execute(insert(ind_forecast).values({**SEEN, **changes}))
        connection.execute(insert(ind_backtest), tests)


def drawn(site: TestSite, code: str = "CMP-03", search: str = "") -> tuple[Any, str]:
    page = draw_page(site.browser(), "/", f"?code={code}{search}")["page-body"]["children"]
    return page, " ".join(text_of(page).split())


def test_what_it_says(site: TestSite) -> None:
    assert "ต้องมีข้อมูลครบอย่างน้อย 3 ปีงบประมาณ" in drawn(site)[1]  # nothing was forecast yet
    for code in ("CMP-01", "HR-03", "NOBODY", ""):  # a context figure, one entered by hand, no indicator at all
        assert drawn(site, code)[1] == ""
    put(site)
    with site.warehouse.begin() as connection:
        connection.execute(update(etl_data_version).values(version=8))
    assert "74.3" not in drawn(site, search="&org=SCH")[1]  # another's is not shown for one's own
    page, said = drawn(site)
    assert "คาดการณ์ ณ 30 ก.ย. 2570" in said
    assert "74.3 %" in said and "(ร้อยละ 80) 71.0 ถึง 77.5" in said
    assert "ค่าเป้าหมายที่เสนอ (ยังไม่ได้รับความเห็นชอบ) 85.0%" in said  # of the catalogue: nobody approved it
    assert "น้อยกว่าร้อยละ 1" in said
    assert "อีก 11 เดือนที่เหลือ เฉลี่ย 85.9% จึงจะเท่ากับค่าเป้าหมายพอดี" in said
    assert "ณ 21 พ.ย. 69 ทราบผลครบแล้ว 1 เดือน" in said
    assert "คลาดเคลื่อนเฉลี่ย 0.84% ขณะที่วิธีใช้ค่าปีก่อนคลาดเคลื่อนเฉลี่ย 1.26%" in said
    assert "2568 74.1 75.5 73.6 +0.5 2569 74.1 75.5 73.6 +0.5" in said  # as many months known as now
    assert "2569 11 75.1 75.5 73.6 +1.5" in said  # folded beneath, all of them
    assert str(page).count("'2569'") == 1 + 11
    assert "คาดการณ์ 74.3% ช่วงที่น่าจะเป็นร้อยละ 80 ตั้งแต่ 71.0 ถึง 77.5" in str(page)  # to who cannot see the line
    drawer = drawn(site, search="&drawer=1")[1]
    assert "คาดการณ์ 74.3% ช่วงที่น่าจะเป็นร้อยละ 80 ตั้งแต่ 71.0 ถึง 77.5 โอกาสบรรลุค่าเป้าหมาย น้อยกว่าร้อยละ 1" in drawer
    english = drawn(site, search="&lang=en")[1]
    assert "Expected on 30 September 2570" in english and "Less than 1 %" in english


def test_worse_than_naive_is_not_shown_and_that_is_said(site: TestSite) -> None:
    put(site, is_shown=False, error=2.0)
    page, said = drawn(site)
    assert "ไม่แสดงค่าคาดการณ์" in said
    assert "74.3 %" not in said and "น้อยกว่าร้อยละ 1" not in said
    assert "band" not in str(page)
    assert "โอกาสบรรลุค่าเป้าหมาย" not in drawn(site, search="&drawer=1")[1]
    assert "คลาดเคลื่อนเฉลี่ย 2.00%" in said  # the evidence stays


def test_the_target_of_a_sum_is_not_a_departments(site: TestSite) -> None:
    put(site, org_unit_key=2, target=None, needed=None, probability=None)
    said = drawn(site, search="&org=SPL")[1]
    assert "ค่าเป้าหมายของปี เป็นค่าเป้าหมายของทั้งเทศบาล ไม่ใช้กับสำนัก/กองเดียว" in said
    assert "โอกาสบรรลุค่าเป้าหมาย" not in said


def test_a_chance_is_never_a_promise() -> None:
    assert say_chance(1.0, "th") == t("forecast.chance_most", "th")
    assert say_chance(0.0, "th") == t("forecast.chance_least", "th")
    assert "25" in say_chance(0.25, "th")
