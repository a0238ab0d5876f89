"""A real Chromium for the tests of a file, and in it browsers of people who have signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.pages.site import PASSWORD

SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, address: str) -> Iterator[Callable[[str, str], BrowserContext]]:
    """The browser of a person at a size, signed in once for all tests; what it has fetched it keeps, as people's do."""
    held: dict[tuple[str, str], BrowserContext] = {}

    def find(who: str, size: str) -> BrowserContext:
        if (who, size) not in held:
            held[who, size] = sign_in(browser, address, who, size)
        return held[who, size]

    yield find
    for context in held.values():
        context.close()


def sign_in(browser: Browser, address: str, who: str, size: str) -> BrowserContext:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="th-TH")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(address + "/login")
    page.fill("#username", who)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector(".mis-page")
    page.close()
    return context
