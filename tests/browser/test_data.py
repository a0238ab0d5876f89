"""/data in a real browser at two sizes, over a scheduler that answers: run now, progress, a reload in the middle."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import Engine, update
from werkzeug.serving import make_server

from etl import requests
from etl.pipeline import run_source
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_request, etl_run
from tests.browser.conftest import SIZES
from tests.browser.test_pages import TOO_WIDE, Visit, visiting
from tests.pages.books import NOW, Books
from tests.pages.complaint_site import Place, fill_city
from tests.pipeline.city import City


def fill(city: City) -> None:
    fill_city(city)
    city.complaint(20, "2026-11-20 10:00:00", status_code="99")
    city.complaint(22, "2026-11-20 10:00:00", star=9, dept_name="กองที่ไม่มี")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    home: Path = tmp_path_factory.mktemp("browser_data")
    place = Place(home / "home", f"sqlite:///{home / 'warehouse.db'}", City(f"sqlite:///{home / 'complaints.db'}"))
    place.load(fill)
    return place


@pytest.fixture(scope="module")
def address(place: Place) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, place.site().app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(params=SIZES)
def visit(
    request: pytest.FixtureRequest, signed_in: Callable[[str, str], BrowserContext], address: str, place: Place
) -> Iterator[Visit]:
    """An operator's page; the books are as the first load left them."""
    Books(place.site().warehouse).forget()
    context = signed_in("operator", request.param)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    with visiting(context, address) as found:
        yield found


@pytest.fixture
def warehouse(place: Place) -> Iterator[Engine]:
    engine = make_engine(place.warehouse_url)
    yield engine
    engine.dispose()


def in_view(page: Page) -> None:
    """Nothing is wider than the screen, and nothing of what a person must reach lies outside it."""
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("view", ["sources", "runs", "rejects", "catalogue"])
def test_every_part_fits_and_reads_well(visit: Visit, view: str) -> None:
    page = visit.open(f"/data?view={view}")
    expect(page.locator("h1")).to_have_text("แหล่งข้อมูลและการนำเข้า")
    expect(page.locator(".views [aria-current=page]")).to_be_visible()
    page.evaluate("() => document.querySelectorAll('.mis-page details').forEach(d => { d.open = true; })")
    in_view(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.mis-page h1, .mis-page h2, .mis-page h3, .mis-page p, .mis-page td')]
            .filter(e => e.innerText && parseFloat(getComputedStyle(e).lineHeight)
                < 1.29 * parseFloat(getComputedStyle(e).fontSize)).map(e => e.className || e.tagName)"""
    )
    assert small == []
    assert (visit.complaints, visit.outside) == ([], [])


def test_run_now_shows_its_progress_also_after_a_reload(visit: Visit, place: Place, warehouse: Engine) -> None:
    page = visit.open("/data")
    card = page.locator(".source[data-source=complaints]")
    card.locator("button[data-ask=changes]").click()
    expect(card.locator(".strip")).to_contain_text("operator ขอนำเข้าข้อมูลทันที")
    expect(card.locator("button[data-ask=changes]")).to_be_disabled()
    with warehouse.begin() as connection:
        claimed = requests.claim_next(connection, NOW)
    assert claimed
    expect(card.locator(".strip")).to_contain_text("กำลังเริ่มตามคำขอของ operator")
    books = Books(warehouse)
    books.lease()
    run = books.run("running", step="extract complaint", progress_entity="complaint", progress_rows=1000,
                    progress_expected=4000)  # fmt: skip
    expect(card).to_have_class("source source--running")
    expect(card.locator(".strip")).to_contain_text("1,000 จากประมาณ 4,000 แถว")
    page.reload()
    page.wait_for_selector(".source")
    expect(card.locator(".strip")).to_contain_text("1,000 จากประมาณ 4,000 แถว")
    with warehouse.begin() as connection:
        connection.execute(update(etl_run).where(etl_run.c.run_key == run).values(progress_rows=3000))
    expect(card.locator(".strip")).to_contain_text("3,000 จากประมาณ 4,000 แถว")
    assert card.locator(".progress-line__fill").get_attribute("style") == "width: 75%;"
    with warehouse.begin() as connection:
        connection.execute(update(etl_run).where(etl_run.c.run_key == run).values(status="done", finished_at=NOW))
        requests.finish(connection, claimed.request_key, at=NOW, run_key=run)
    expect(card).to_have_class("source source--fresh")
    expect(card.locator(".strip")).to_have_count(0)
    expect(card.locator("button[data-ask=changes]")).to_be_enabled()
    in_view(page)
    assert visit.complaints == []


@pytest.mark.parametrize("visit", ["laptop"], indirect=True)
def test_a_real_run_asked_for_here_changes_the_page(visit: Visit, place: Place, warehouse: Engine) -> None:
    """The request is answered as the scheduler answers it; the rejects are mended before."""
    assert place.city
    place.city.edit(20, status_code="01", updated_at="2026-11-21 08:00:00")
    page = visit.open("/data?view=rejects")
    expect(page.locator("h2").first).to_contain_text("รายการที่ระบบไม่รับ")
    page.locator(".department > summary").first.click()
    page.locator("button[data-ask=replay]").click()
    expect(page.locator(".strip")).to_contain_text("ขอนำเข้าใหม่เฉพาะรายการที่ระบบไม่รับ")
    expect(page.locator(".department[open]")).to_have_count(1)  # drawn anew, what was opened stays open
    with warehouse.begin() as connection:
        claimed = requests.claim_next(connection, NOW)
    assert claimed and claimed.kind == "replay"
    report = run_source(place.settings(), warehouse, "complaints", mode="replay", trigger="request")
    with warehouse.begin() as connection:
        requests.finish(connection, claimed.request_key, at=NOW, run_key=report.run_key)
    expect(page.locator(".strip")).to_have_count(0)
    expect(page.locator("h2").first).to_contain_text("1 รายการ")
    assert visit.complaints == []


def test_a_decision_needs_its_reason(visit: Visit, place: Place, warehouse: Engine) -> None:
    books = Books(warehouse)
    hold = books.hold(books.run("held", step="load complaint", error_code="batch_held"), "volume", 10, 900)
    page = visit.open("/data")
    card = page.locator(".source[data-source=complaints]")
    expect(card.locator(".alert-card--held")).to_contain_text("อ่านได้ 10 แถว ขณะที่ปกติประมาณ 900 แถว")
    in_view(page)
    card.locator("button[data-ask=approve]").click()
    expect(page.locator("#data-said")).to_contain_text("โปรดระบุเหตุผล")
    reason = page.locator(f"#reason-{hold}")
    expect(reason).to_be_focused()
    reason.fill("ตรวจกับเจ้าของระบบแล้ว")
    books.run("done", source="traffy")  # something else ends meanwhile: the page is drawn anew, the words stay
    mark = page.locator("[data-mark]").get_attribute("data-mark")
    expect(page.locator("[data-mark]")).not_to_have_attribute("data-mark", mark or "")
    expect(reason).to_have_value("ตรวจกับเจ้าของระบบแล้ว")
    expect(reason).to_be_focused()
    card.locator("button[data-ask=decline]").click()
    expect(card).to_contain_text("ส่งผลการตรวจสอบแล้ว")
    with warehouse.connect() as connection:
        asked = connection.execute(etl_request.select()).one()
    assert asked.kind == "decision" and '"decision": "decline"' in asked.details and "เจ้าของระบบ" in asked.details
    assert visit.complaints == []


@pytest.mark.parametrize("visit", ["laptop"], indirect=True)
def test_the_text_for_a_department_is_copied(visit: Visit) -> None:
    page = visit.open("/data?view=rejects")
    department = page.locator(".department").first
    department.locator("summary").first.click()
    department.locator("button[data-copy]").click()
    expect(department.locator("button.is-copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("เรียน ")
    with page.expect_download() as download:
        department.locator("a.file-link", has_text="XLSX").click()
    assert (
        download.value.suggested_filename.endswith(".xlsx") and "รายการที่ระบบไม่รับ" in download.value.suggested_filename
    )
    assert visit.complaints == []


@pytest.mark.parametrize("visit", ["laptop"], indirect=True)
def test_choices_live_in_the_address(visit: Visit) -> None:
    page = visit.open("/data?view=runs")
    page.select_option("#data-result", "failed")
    expect(page.locator(".state")).to_be_visible()
    assert "result=failed" in page.url
    page.go_back()
    expect(page.locator(".run-table tbody tr").first).to_be_visible()
    expect(page.locator("#data-result")).to_have_value("")
    assert visit.complaints == []


@pytest.mark.parametrize("visit", ["laptop"], indirect=True)
def test_a_hidden_page_asks_nothing_and_an_open_one_hurries_only_when_busy(visit: Visit, warehouse: Engine) -> None:
    page = visit.open("/data")
    asked: list[float] = []
    page.on("request", lambda r: asked.append(time.monotonic()) if "/api/runs" in r.url else None)
    page.wait_for_timeout(2500)
    assert len(asked) <= 1
    asked.clear()
    Books(warehouse).write(etl_request, kind="run", source_name="complaints", details="{}", asked_by="x", asked_at=NOW,
                           status="waiting")  # fmt: skip
    page.reload()
    page.wait_for_selector(".strip")
    page.wait_for_timeout(2500)
    assert len(asked) >= 2
