"""The frame in a real browser, laptop and phone: sign-in, filters and Back, a new version in place, a session lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import delete, update
from werkzeug.serving import make_server

from dashboard.access.tables import app_session
from etl.settings import Settings
from etl.warehouse import tables
from tests.browser.conftest import SIZES
from tests.pages.site import PASSWORD, TestSite, make_site


@dataclass
class Window:
    """A page and all it complained of or asked of other machines."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    callbacks: list[str] = field(default_factory=list)

    def sign_in(self, path: str = "/", username: str = "executive") -> None:
        self.page.goto(self.base + path)
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector("#freshness")

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 20) -> None:
        """The page's own policy forbids the browser driver's eval, so the test asks again and again."""
        for _ in range(int(seconds * 10)):
            if is_so():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("it did not happen")


@pytest.fixture
def site(make_settings: Callable[..., Settings]) -> TestSite:
    return make_site(make_settings(MIS_AS_OF="2026-11-21"))


@pytest.fixture
def address(site: TestSite) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site.app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)


@pytest.fixture(params=SIZES)
def window(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Window]:
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    made = Window(context.new_page(), address)
    made.page.on("console", lambda m: made.errors.append(m.text) if m.type == "error" else None)
    made.page.on("pageerror", lambda error: made.errors.append(str(error)))
    made.page.on("request", lambda r: made.callbacks.append(r.url) if "_dash-update" in r.url else None)
    own = (address, "data:", "blob:")
    made.page.on("request", lambda r: None if r.url.startswith(own) else made.errors.append(f"outside: {r.url}"))
    yield made
    context.close()


def filters(window: Window) -> tuple[str, str]:
    return window.page.input_value("#filter-period"), window.page.input_value("#filter-org")


def test_a_first_look(window: Window) -> None:
    window.sign_in("/?org=SCH")
    page = window.page
    page.wait_for_timeout(500)
    assert len(window.callbacks) == 1
    assert filters(window) == ("YTD2026-11", "SCH") and "YTD2026-11" in page.inner_text("#page-body")
    assert page.title().endswith("ระบบสารสนเทศสำหรับผู้บริหาร (MIS)")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.select_option("#filter-period", "M2026-10")
    window.wait_until(lambda: "M2026-10" in page.inner_text("#page-body"))
    page.select_option("#filter-org", "KKM")
    window.wait_until(lambda: "KKM" in page.inner_text("#page-body"))
    page.go_back()
    window.wait_until(lambda: filters(window) == ("M2026-10", "SCH"))
    page.go_back()
    window.wait_until(lambda: filters(window) == ("YTD2026-11", "SCH"))
    page.reload()
    page.wait_for_selector("#freshness")
    assert filters(window) == ("YTD2026-11", "SCH")
    page.click(".mis-language")
    window.wait_until(lambda: "Period" in page.inner_text(".mis-filters"))
    assert page.evaluate("document.documentElement.lang") == "en"
    assert window.errors == []


def test_the_menu_leads_on_with_the_filters(window: Window) -> None:
    window.sign_in("/?org=SCH")
    page = window.page
    if page.is_visible(".mis-menu-button"):
        assert not page.is_visible("#mis-menu")
        page.click(".mis-menu-button")
    page.click("#mis-menu a[href^='/always']")
    window.wait_until(lambda: page.url.endswith("/always?period=YTD2026-11&org=SCH&lang=th"))
    window.wait_until(lambda: "SCH" in page.inner_text("#page-body"))
    assert page.is_visible("#mis-menu") is not page.is_visible(".mis-menu-button")
    assert window.errors == []


def test_a_new_version_is_drawn_in_place(window: Window, site: TestSite) -> None:
    window.sign_in("/?org=SCH")
    window.page.wait_for_timeout(1500)  # the first question after the version has been answered
    with site.warehouse.begin() as connection:
        connection.execute(update(tables.etl_data_version).values(version=8))
        connection.execute(update(tables.dim_org_unit).values(name_th=tables.dim_org_unit.c.name_th + "ใหม่"))
    window.wait_until(lambda: "สำนักช่างใหม่" in window.page.inner_text("#filter-org"), seconds=25)
    assert filters(window) == ("YTD2026-11", "SCH") and len(window.callbacks) == 2
    assert window.errors == []


def test_a_lost_session_leads_to_the_sign_in_and_back(window: Window, site: TestSite) -> None:
    window.sign_in("/?org=SCH")
    with site.people.engine.begin() as connection:
        connection.execute(delete(app_session))
    window.page.select_option("#filter-period", "M2026-10")
    window.page.wait_for_selector("#username")
    assert "หมดเวลาการใช้งาน" in window.page.inner_text("#notice")
    window.page.fill("#username", "executive")
    window.page.fill("#password", PASSWORD)
    window.page.click("button[type=submit]")
    window.page.wait_for_selector("#freshness")
    assert filters(window) == ("M2026-10", "SCH")


def test_signing_out(window: Window) -> None:
    window.sign_in()
    window.page.click(".mis-person summary")
    window.page.click(".mis-sign-out")
    window.page.wait_for_selector("#username")
    assert "ออกจากระบบเรียบร้อยแล้ว" in window.page.inner_text("#notice")
    window.page.goto(window.base + "/")
    window.page.wait_for_selector("#username")
    assert window.errors == []
