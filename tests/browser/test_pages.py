"""Both pages in a real browser at two sizes: Thai text, nothing too wide or from outside, the origin in two clicks."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.browser.conftest import SIZES
from tests.pages.complaint_site import Place
from tests.pipeline.city import City

expect.set_options(timeout=20_000)  # a shared machine may be busy
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter(e => !e.closest('.table-wrap, pre'))
    .map(e => e.className || e.tagName)"""


@dataclass
class Visit:
    """A signed-in person's page, and all it complained of or asked from elsewhere."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        self.page.wait_for_selector(".page-head")
        return self.page


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole site over a small loaded warehouse."""
    home: Path = tmp_path_factory.mktemp("browser")
    place = Place(home / "home", f"sqlite:///{home / 'warehouse.db'}", City(f"sqlite:///{home / 'complaints.db'}"))
    place.load()
    server = make_server("127.0.0.1", 0, place.site().app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@contextmanager
def visiting(context: BrowserContext, address: str) -> Iterator[Visit]:
    """A new page of it."""
    page = context.new_page()
    found = Visit(page, address)
    page.on("console", lambda m: found.complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: found.complaints.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else found.outside.append(r.url))
    yield found
    page.close()


@pytest.fixture(params=SIZES)
def visit(
    request: pytest.FixtureRequest, signed_in: Callable[[str, str], BrowserContext], address: str
) -> Iterator[Visit]:
    """A page of the strategy office on a laptop and on a phone."""
    with visiting(signed_in("strategy", request.param), address) as found:
        yield found


@pytest.mark.parametrize(("path", "heading"), [("/", "ภาพรวมสำหรับผู้บริหาร"), ("/complaints", "คำร้องและเรื่องร้องทุกข์")])
def test_a_page_stands(visit: Visit, path: str, heading: str) -> None:
    page = visit.open(path)
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator(".tile").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate("document.fonts.check('600 16px Sarabun', 'ภาพรวม')")
    assert (visit.complaints, visit.outside) == ([], [])


def test_the_chart_is_drawn_and_offers_no_cloud(visit: Visit) -> None:
    page = visit.open("/complaints")
    expect(page.locator(".js-plotly-plot .bars path").first).to_be_visible()
    assert "พ.ย. 69" in " ".join(page.locator(".xaxislayer-above").all_text_contents())
    assert page.locator(".modebar-btn").count() == 0 and "chart-studio" not in page.content()


def test_where_a_number_comes_from_in_two_clicks(visit: Visit) -> None:
    page = visit.open("/")
    page.locator("[data-explain='CMP-03']").click()
    drawer = page.locator(".explain-drawer")
    expect(drawer).to_contain_text("100 × เรื่องที่เสร็จภายในกำหนด / เรื่องที่ครบกำหนด")
    drawer.locator("summary", has_text="SQL").first.click()
    expect(drawer.locator("pre").first).to_be_visible()
    assert "YTD2026-11" in (drawer.locator("pre").first.text_content() or "")
    assert page.evaluate(TOO_WIDE) == []
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()
    page.locator("[data-explain='CMP-03']").click()  # the same question again opens it again
    expect(drawer).to_be_visible()
    assert visit.complaints == []


def test_the_keyboard_opens_it_too(visit: Visit) -> None:
    page = visit.open("/")
    page.locator("[data-explain='CMP-08']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".explain-drawer")).to_contain_text("จำนวนคำร้องค้างดำเนินการ")


def test_filters_of_the_cases_live_in_the_address(visit: Visit) -> None:
    page = visit.open("/complaints?org=SCH")
    expect(page.locator(".case-table tbody tr")).to_have_count(9)
    page.fill("#case-text", "ท่อระบาย")
    page.press("#case-text", "Enter")
    expect(page.locator(".case-table tbody tr")).to_have_count(1)
    assert "org=SCH" in page.url and "q=" in page.url
    page.select_option("#case-age", "0_7")
    expect(page.locator(".cases .state")).to_be_visible()
    page.go_back()
    expect(page.locator(".case-table tbody tr")).to_have_count(1)
    expect(page.locator("#case-age")).to_have_value("")
    page.go_back()
    expect(page.locator(".case-table tbody tr")).to_have_count(9)
    expect(page.locator("#case-text")).to_have_value("")
    assert visit.complaints == []


def test_a_page_drawn_anew_wakes_its_components_seldom(visit: Visit) -> None:
    """Once for each component that was drawn (assets/js/05-wakings.js keeps it from that) takes seconds."""
    page = visit.open("/complaints?org=SCH")
    page.wait_for_load_state("networkidle")
    page.evaluate("() => { window.woken = 0; window.store.subscribe(() => { window.woken += 1; }); }")
    page.fill("#case-text", "ท่อระบาย")
    page.press("#case-text", "Enter")
    expect(page.locator(".case-table tbody tr")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert page.locator("#page-body *").count() > 1000
    assert 0 < page.evaluate("window.woken") < 100


def test_tone_marks_are_not_cut(visit: Visit) -> None:
    page = visit.open("/")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('h1, h2, h3, p, td, th, .chip, button, select, .attention__what')]
            .filter(e => parseFloat(getComputedStyle(e).lineHeight) < 1.29 * parseFloat(getComputedStyle(e).fontSize))
            .map(e => e.className || e.tagName)"""
    )
    assert cut == []


def test_map_ages_and_hours_need_nothing_from_outside(visit: Visit) -> None:
    page = visit.open("/complaints")
    expect(page.locator(".area-map img")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.area-map img').naturalWidth > 0")
    expect(page.locator(".area-map__label")).to_have_count(4)
    expect(page.locator(".areas__map")).to_contain_text("แผนผังอย่างง่าย ไม่ใช่แนวเขตจริง")
    expect(page.locator(".heat-table tbody td")).to_have_count(7 * 24)
    shades = page.locator(".heat-table td[class='heat-5']").first
    assert shades.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(29, 79, 140)"
    expect(page.locator(".age-bar--whole > span").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert (visit.complaints, visit.outside) == ([], [])


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_table_is_saved_under_its_thai_name(visit: Visit, ending: str) -> None:
    page = visit.open("/complaints?period=M2026-11")
    with page.expect_download() as saved:
        page.locator(f".export-link[href*='complaints-months.{ending}']").click()
    assert saved.value.suggested_filename == f"คำร้องรายเดือน_พ.ย. 69_เทศบาลนครขอนแก่น.{ending}"
    assert Path(saved.value.path()).stat().st_size > 500
    assert visit.complaints == []


def test_a_remark_is_written_seen_and_taken_back(visit: Visit) -> None:
    page = visit.open("/complaints")
    page.locator("summary", has_text="เพิ่มหมายเหตุ").click()
    page.select_option("#note-day", "3")
    page.fill("#note-text", "น้ำท่วมใหญ่ถนนศรีจันทร์")
    page.click("#note-save")
    line = page.locator(".note-list li", has_text="น้ำท่วมใหญ่ถนนศรีจันทร์")
    expect(line).to_contain_text("3 พ.ย. 69")
    expect(page.locator(".js-plotly-plot .textpoint text", has_text="1").first).to_be_visible()
    assert page.evaluate(TOO_WIDE) == []
    page.wait_for_load_state("networkidle")  # a click meets nothing while the page is drawn under it
    line.locator(".note-withdraw").click()
    expect(line).to_have_count(0)
    assert visit.complaints == []


def test_the_editor_looks_at_what_is_typed_and_keeps_it(visit: Visit) -> None:
    """Nothing is saved: the fault at its character, the preview beside it, and what was typed after a reload."""
    page = visit.open("/indicators/CMP-03/edit")
    expect(page.locator("#ind-preview tbody tr")).to_have_count(12)
    assert page.evaluate(TOO_WIDE) == []
    page.fill("#ind-formula", "100 * complaints_don / complaints_due")
    expect(page.locator(".formula-fault mark")).to_have_text("complaints_don")
    expect(page.locator("#ind-fault-formula")).to_contain_text("ตัวอักษรที่ 7")
    page.fill("#ind-formula", "complaints_due")
    expect(page.locator(".preview__changed").first).to_be_visible()
    page.locator(".editor__names summary").click()
    page.fill("#ind-names-q", "เสร็จภายในกำหนด")
    page.locator("[data-insert='complaints_done_by_due']").click()
    expect(page.locator("#ind-formula")).to_have_value(re.compile("complaints_done_by_due"))
    typed = page.locator("#ind-formula").input_value()
    page.reload()
    expect(page.locator("#ind-check")).to_contain_text("แก้ไขแล้วยังไม่ได้บันทึก: สูตรการคำนวณ")
    expect(page.locator("#ind-formula")).to_have_value(typed)
    assert (visit.complaints, visit.outside) == ([], [])


def test_many_targets_are_chosen_at_once(visit: Visit) -> None:
    """A group is accepted and given its owner by two touches; a number typed is a change; a refusal keeps it all."""
    page = visit.open("/indicators/targets?show=proposed")
    group = page.locator(".targets-group").first
    rows = group.locator("[data-row]").count()
    group.locator("[data-accept-all]").click()
    group.locator("select[data-owner-all]").select_option("SCH")
    changed = group.locator("[data-row='CMP-05']")
    changed.locator("input[type=text]").first.fill("มาก")
    expect(changed.locator("input[type=radio]:checked")).to_have_value("change")
    expect(page.locator(".targets-save__count")).to_have_text(f"เลือกไว้ {2 * rows} รายการ")
    assert page.evaluate(TOO_WIDE) == []
    page.click("#targets-save")
    expect(page.locator("#targets-said")).to_contain_text("CMP-05 2570 ค่าเป้าหมาย: ค่าที่กรอกไม่ถูกต้อง")
    expect(page.locator("#targets-said li")).to_have_count(1)
    expect(group.locator("input[type=radio][value=accept]:checked")).to_have_count(rows - 1)
    expect(changed.locator("input[type=text]").first).to_have_value("มาก")
    assert (visit.complaints, visit.outside) == ([], [])


def test_an_improvement_plan_is_written_and_its_order_found(visit: Visit) -> None:
    page = visit.open("/orders?new=improvement_plan&code=CMP-03")
    page.click("#order-give")
    expect(page.locator("#order-new-said")).to_contain_text("เรื่อง: ยังไม่ได้กรอก")
    for part in ("title", "strategy", "steps", "time", "resources", "evaluation"):
        page.fill(f"#order-{part}", f"{part} ของแผน")
    page.select_option("#order-owner", "SCH")
    page.click("#order-give")
    expect(page.locator(".order-card")).to_contain_text("evaluation ของแผน")
    assert "order=" in page.url and page.evaluate(TOO_WIDE) == []
    page.fill("#order-text", "เริ่มขั้นตอนแรกแล้ว")
    page.locator("button", has_text="ส่งคำตอบ").click()
    expect(page.locator(".order-history")).to_contain_text("เริ่มขั้นตอนแรกแล้ว")
    assert (visit.complaints, visit.outside) == ([], [])


def test_an_indicator_is_found_and_its_sheet_opened(visit: Visit) -> None:
    page = visit.open("/indicators")
    page.fill(".case-filters input[name=q]", "cmp-03")
    page.press(".case-filters input[name=q]", "Enter")
    expect(page.locator(".indicator-code")).to_have_count(1)
    page.locator(".indicator-name a").click()
    expect(page.locator("h1")).to_have_text("ร้อยละของคำร้องที่แล้วเสร็จภายในระยะเวลาที่กำหนด")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    page.locator(".kinds a", has_text="สะสมตั้งแต่ต้นปี").click()
    expect(page.locator(".kinds a.active")).to_have_text("สะสมตั้งแต่ต้นปี")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(TOO_WIDE) == []
    assert "CMP-03" in page.title()
    page.go_back()
    page.go_back()
    expect(page.locator(".indicator-code")).to_have_count(1)  # the search was in the address
    assert (visit.complaints, visit.outside) == ([], [])
