"""The real pages over a small complaint system that went through the real pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard.app import create_app
from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.settings import Settings, load_settings
from etl.warehouse.engine import make_engine
from tests.pages.site import TestSite, draw_page, make_site, text_of
from tests.pipeline.city import City

LOADED_AT = "2026-11-21T09:15"


def fill_city(city: City) -> None:
    """Twelve complaints of two departments: two finished, two overdue since October."""
    for number in range(1, 9):
        city.complaint(number, f"2026-11-{number + 10:02d} 09:00:00")
    city.complaint(9, "2026-10-01 09:00:00", detail="ท่อระบายน้ำอุดตัน", cat_name="ท่อระบายน้ำ")
    city.complaint(10, "2026-10-02 09:00:00", dept_name="สำนักปลัดเทศบาล", urgency=2)
    city.complaint(11, "2025-11-05 09:00:00")
    city.complaint(12, "2026-10-20 09:00:00", channel_name="โทรศัพท์")
    city.finish(11, "2025-11-08 10:00:00")
    city.finish(12, "2026-10-22 10:00:00")


@dataclass
class Place:
    """Where a test's warehouse and source are; `settings(at)` as a process would read them at a moment."""

    home: Path
    warehouse_url: str
    city: City | None
    _sites: dict[str, TestSite] = field(default_factory=dict)

    def settings(self, at: str = LOADED_AT) -> Settings:
        environ = {"MIS_HOME": str(self.home), "MIS_WAREHOUSE_URL": self.warehouse_url, "MIS_AS_OF": at}
        if self.city:
            environ["MIS_SOURCE_COMPLAINTS_URL"] = self.city.url
        return load_settings(environ)

    def load(self, fill: Callable[[City], None] = fill_city) -> None:
        """Prepared and loaded by the pipeline itself."""
        assert self.city is not None
        fill(self.city)
        settings = self.settings()
        prepare_warehouse(settings)
        engine = make_engine(settings.warehouse_url)
        try:
            report = run_source(settings, engine, "complaints")
        finally:
            engine.dispose()
        assert report.is_ok, report

    def site(self, at: str = LOADED_AT) -> TestSite:
        """The site as of a moment; made once for each, for people are added but once."""
        if not self._sites:
            self._sites[at] = make_site(self.settings(at), modules=None, is_filled=False)
        if at not in self._sites:
            first, settings = next(iter(self._sites.values())), self.settings(at)
            app = create_app(settings, people=first.people)
            self._sites[at] = TestSite(app, settings, first.people, first.clock, first.warehouse)
        return self._sites[at]


def body(site: TestSite, path: str, search: str = "", role: str = "executive") -> Any:
    """The page's component tree, as the browser gets it."""
    return draw_page(site.browser(role), path, search)["page-body"]["children"]


def words(component: Any) -> str:
    return " ".join(text_of(component).split())


def find_all(component: Any, class_name: str) -> list[Any]:
    """Every component whose class list holds a class."""
    found: list[Any] = []
    if isinstance(component, dict):
        props = component.get("props", {})
        if class_name in str(props.get("className", "")).split():
            found.append(component)
        found += find_all(props.get("children"), class_name)
    elif isinstance(component, list):
        for one in component:
            found += find_all(one, class_name)
    return found


def tile(component: Any, code: str) -> Any:
    """The tile of an indicator."""
    return next(t for t in find_all(component, "tile") if t["props"].get("data-code") == code)
