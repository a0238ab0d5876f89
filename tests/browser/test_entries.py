"""A value by hand in a real browser: refused without a loss, with a file of evidence, approved by a second person."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from etl.warehouse.tables.indicators import ind_entry
from tests.browser.conftest import SIZES
from tests.browser.test_pages import TOO_WIDE
from tests.pages.site import PASSWORD, TestSite
from tests.pages.test_entries import PATH, make_hall

PDF = b"%PDF-1.7 evidence"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestSite]:
    site = make_hall(tmp_path_factory.mktemp("hall"))
    yield site
    site.warehouse.dispose()


@pytest.fixture(scope="module")
def address(site: TestSite) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site.app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def sign_in(browser: Browser, address: str, who: str, faults: list[str], size: str = "laptop") -> Page:
    width, height = SIZES[size]
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": height}, locale="th-TH")
    page = context.new_page()
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address + "/login")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(".mis-page")
    return page


def choose(page: Page, kind: str, *, name: str, content: bytes) -> None:
    with page.expect_file_chooser() as chooser:
        page.click(f'[data-pick="{kind}"]')
    chooser.value.set_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def test_from_the_list_of_what_is_owed_to_an_approved_value(
    browser: Browser, address: str, site: TestSite, tmp_path: Path
) -> None:
    faults: list[str] = []
    page = sign_in(browser, address, "planner", faults)
    page.goto(f"{address}{PATH}")
    page.locator(".owed-table a.export-link").nth(1).click()  # October of the engineers
    page.fill("#entry-value", "สามสิบ")
    page.fill("#entry-evidence", "หนังสือสำนักช่าง")
    page.click("#entry-save")
    expect(page.locator("#entry-said")).to_contain_text("ต้องเป็นตัวเลข")
    choose(page, "evidence", name="a.pdf", content=b"MZ")
    expect(page.locator("#entry-file-said")).to_contain_text("รับเฉพาะไฟล์")
    choose(page, "evidence", name="a.pdf", content=PDF + b"x" * 5_000_000)
    expect(page.locator("#entry-file-said")).to_contain_text("ใหญ่เกิน 5 MB")
    page.reload()  # what was typed comes back
    expect(page.locator("#entry-value")).to_have_value("สามสิบ")
    expect(page.locator("#entry-evidence")).to_have_value("หนังสือสำนักช่าง")
    page.fill("#entry-value", "๓๘.๒%")
    choose(page, "evidence", name="หนังสือ.pdf", content=PDF)
    expect(page.locator("#entry-file-said")).to_contain_text("หนังสือ.pdf")
    page.click("#entry-save")
    expect(page.locator("#entry-told")).to_have_text("บันทึกแล้ว รอผู้อื่นอนุมัติ")
    expect(page.locator("#entry-value")).to_have_value("")
    expect(page.locator("#entry-file-said")).to_have_text("")
    expect(page.locator(".entry-about")).to_contain_text("มีค่า 38.2% รออนุมัติอยู่")

    other = sign_in(browser, address, "second", faults, "phone")
    other.goto(f"{address}{PATH}?view=waiting")
    other.click(".entry-decline summary")
    other.click('[data-entry-act="decline"]')
    expect(other.locator("#entries-said")).to_contain_text("ต้องระบุเหตุผล")
    assert other.evaluate(TOO_WIDE) == []
    with other.expect_download() as download:
        other.click(f'.entry-evidence a[href^="{PATH}/file/"]')
    download.value.save_as(tmp_path / "kept")
    assert (tmp_path / "kept").read_bytes() == PDF and download.value.suggested_filename == "หนังสือ.pdf"
    other.click('[data-entry-act="approve"]')
    expect(other.locator("#entry-told")).to_contain_text("อนุมัติแล้ว 1 ค่า")
    with site.warehouse.connect() as connection:
        [row] = connection.execute(select(ind_entry))
    assert (row.period_id, row.value, row.state, row.decided_by) == ("M2026-10", 38.2, "approved", "second")
    assert not faults
