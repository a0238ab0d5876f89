"""Server time of each page's one callback on all sample systems, warm: p95 at most 100 ms, though drawn anew.

`MIS_BENCH_PAGES` sets the complaints of the sample (default: the sample's own, about 61,500). A parameter that no page
knows makes every request a new one, so nothing drawn before is given out again; query results are kept, as in service.
"""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dashboard.app import find_pages
from dashboard.registry import Registry
from etl.pipeline import run_sources
from etl.prepare import prepare_warehouse
from etl.sample.build import build_sample
from etl.settings import load_settings
from tests.pages.site import draw_page, make_site

SIZE = int(os.environ.get("MIS_BENCH_PAGES", "0"))
YEARS = 5.14
FILTERS = ("?lang=th", "?period=FY2569", "?period=M2026-10&lang=en")
REQUESTS = 60
LIMIT_SECONDS = 0.100

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]


def test_every_page_warm(warehouse: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = warehouse.url.render_as_string(hide_password=False)
    environ = {"MIS_HOME": str(tmp_path), "MIS_AS_OF": "2026-11-21T18:00", "MIS_WAREHOUSE_URL": url}
    before = load_settings(environ)
    build_sample(
        before, before.now(), complaints_per_year=round(SIZE / YEARS) if SIZE else None, progress=lambda _: None
    )
    settings = load_settings(environ)
    prepare_warehouse(settings)
    reports = run_sources(settings, warehouse, list(settings.source_urls), mode="full")
    assert {report.status for report in reports} == {"done"}, reports
    gc.collect()
    gc.freeze()  # as a worker of the web server does
    gc.set_threshold(20_000, 4, 1_000)
    site = make_site(settings, modules=None, is_filled=False, is_migrated=False)
    browsers = {role: site.browser(role) for role in ("executive", "strategy", "operator")}
    slow = []
    for path, role in _pages().items():
        seconds = []
        for number in range(-len(FILTERS), REQUESTS):
            started = time.perf_counter()
            draw_page(browsers[role], path, f"{FILTERS[number % len(FILTERS)]}&fresh={number}")
            if number >= 0:
                seconds.append(time.perf_counter() - started)
        seconds.sort()
        middle, p95 = seconds[REQUESTS // 2], seconds[int(REQUESTS * 0.95)]
        with capsys.disabled():
            print(f"{warehouse.dialect.name:<11} {path:<24} p50 {middle * 1000:4.0f} ms, p95 {p95 * 1000:4.0f} ms")
        if p95 > LIMIT_SECONDS:
            slow.append((path, p95))
    assert not slow, slow


def _pages() -> dict[str, str]:
    """Every page's path (a real indicator's where it names one) and a role that may open it."""
    registry = Registry()
    for module in find_pages():
        module.register(registry)
    roles = ("executive", "strategy", "operator")
    return {
        page.path.replace("<code>", "CMP-03"): next(role for role in roles if role in page.roles)
        for page in registry.pages.values()
    }
