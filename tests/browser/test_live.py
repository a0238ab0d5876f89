"""A row changed at the source is on a screen that stands open within one cron tick and 20 seconds: all of it real."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import make_server

from etl.calendar_th import BANGKOK
from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.settings import PROJECT, load_settings
from etl.warehouse.engine import make_engine
from tests.browser.conftest import FLAGS
from tests.pages.site import PASSWORD, TestSite, make_site
from tests.pipeline.city import City

TICK_SECONDS, MARGIN_SECONDS = 60, 20
BACKLOG = "[data-code='CMP-08'] .tile__value"


def at(**ago: int) -> str:
    """An instant of the Bangkok clock, as the source writes it."""
    return f"{datetime.now(BANGKOK) - timedelta(**ago):%Y-%m-%d %H:%M:%S}"


@contextmanager
def serving(site: TestSite) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site.app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def scheduling(environ: dict[str, str]) -> Iterator[None]:
    """`mis schedule` as a process of its own, as a service manager starts it."""
    command = [sys.executable, "-m", "dashboard.cli", "schedule"]
    process = subprocess.Popen(command, cwd=PROJECT, env={"PATH": os.environ["PATH"], **environ})
    try:
        yield
        assert process.poll() is None, "the scheduler ended"
    finally:
        process.terminate()
        process.wait(30)


def test_a_changed_row_is_on_an_open_screen_after_the_next_tick(tmp_path: Path, chromium: str) -> None:
    city = City(f"sqlite:///{tmp_path / 'complaints.db'}")
    city.complaint(1, at(days=3))
    config = (PROJECT / "config.yaml").read_text(encoding="utf-8")
    (tmp_path / "config.yaml").write_text(config.replace('"*/15 * * * *"', '"* * * * *"'), encoding="utf-8")
    environ = {
        "MIS_CONFIG": str(tmp_path / "config.yaml"),
        "MIS_HOME": str(tmp_path / "home"),
        "MIS_WAREHOUSE_URL": f"sqlite:///{tmp_path / 'warehouse.db'}",
        "MIS_SOURCE_COMPLAINTS_URL": city.url,
    }
    settings = load_settings(environ)
    prepare_warehouse(settings)
    engine = make_engine(settings.warehouse_url)
    assert run_source(settings, engine, "complaints").is_ok
    engine.dispose()
    with (
        scheduling(environ),
        serving(make_site(settings, modules=None, is_filled=False)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{address}/login")
        page.fill("#username", "executive")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        expect(page.locator(BACKLOG)).to_have_text("1 เรื่อง", timeout=20_000)
        city.complaint(2, at(minutes=1))
        changed = time.time()
        until_tick = TICK_SECONDS - changed % TICK_SECONDS
        expect(page.locator(BACKLOG)).to_have_text("2 เรื่อง", timeout=1000 * (until_tick + MARGIN_SECONDS))
        browser.close()
