"""ข้อมูลตัวอย่าง stands on every page that shows sample figures, and not on one that shows real ones."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, update
from werkzeug.test import TestResponse

from dashboard.app import find_pages
from dashboard.registry import Registry
from dashboard.reports.catalogue import EXPORTERS, EXPORTS
from dashboard.reports.export import FORMATS
from dashboard.reports.rejects import SENDERS
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import dim_source, etl_data_version
from tests.pages.complaint_site import Place, words
from tests.pages.site import TestSite, draw_page
from tests.pipeline.city import City

MARK = {"th": "ข้อมูลตัวอย่าง", "en": "Sample data"}


def _paths() -> list[tuple[str, str]]:
    """Every page with a role that may open it."""
    registry = Registry()
    for page in find_pages():
        page.register(registry)
    return sorted((path, page.roles[0]) for path, page in registry.pages.items())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A loaded complaint system whose rows are marked as a sample."""
    home: Path = tmp_path_factory.mktemp("marks")
    place = Place(home / "home", f"sqlite:///{home / 'warehouse.db'}", City(f"sqlite:///{home / 'complaints.db'}"))
    place.load()
    return place


@pytest.fixture(scope="module")
def site(place: Place) -> TestSite:
    return place.site()


@pytest.fixture(scope="module")
def warehouse(place: Place) -> Engine:
    return make_engine(place.warehouse_url)


def _mark(warehouse: Engine, **values: bool) -> None:
    with warehouse.begin() as connection:
        connection.execute(update(dim_source).values(**values))
        connection.execute(update(etl_data_version).values(version=etl_data_version.c.version + 1))


def _header(site: TestSite, path: str, role: str, lang: str = "th") -> str:
    return words(draw_page(site.browser(role), path, f"?lang={lang}")["frame-header"]["children"])


def test_there_are_pages() -> None:
    assert {"/", "/complaints"} <= {path for path, _ in _paths()}


@pytest.mark.parametrize(("path", "role"), _paths())
def test_each_page_says_that_its_figures_are_a_sample(site: TestSite, warehouse: Engine, path: str, role: str) -> None:
    _mark(warehouse, is_sample=True, is_connected=True)
    assert MARK["th"] in _header(site, path, role) and MARK["en"] in _header(site, path, role, "en")
    _mark(warehouse, is_sample=True, is_connected=False)  # its rows still stand in the figures
    assert MARK["th"] in _header(site, path, role)
    _mark(warehouse, is_sample=False, is_connected=True)
    assert MARK["th"] not in _header(site, path, role)


def _text_of_file(answer: TestResponse, ending: str) -> str:
    if ending == "csv":
        return answer.get_data().decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("ending", sorted(FORMATS))
@pytest.mark.parametrize(
    ("address", "role"),
    [*((f"/export/{name}", EXPORTERS[0]) for name in sorted(EXPORTS)), ("/data/rejects", SENDERS[0])],
)
def test_each_file_says_that_its_figures_are_a_sample(
    site: TestSite, warehouse: Engine, address: str, role: str, ending: str
) -> None:
    _mark(warehouse, is_sample=True, is_connected=True)
    answer = site.browser(role).get(f"{address}.{ending}?lang=th")
    assert answer.status_code == 200, address
    assert MARK["th"] in _text_of_file(answer, ending)
    assert quote(MARK["th"]) in answer.headers["Content-Disposition"]
    _mark(warehouse, is_sample=False, is_connected=True)
    real = site.browser(role).get(f"{address}.{ending}?lang=th")
    assert MARK["th"] not in _text_of_file(real, ending)
    assert quote(MARK["th"]) not in real.headers["Content-Disposition"]


def test_the_overview_says_that_the_samples_are_off(tmp_path: Path) -> None:
    city = City(f"sqlite:///{tmp_path / 'complaints.db'}")
    place = Place(tmp_path / "home", f"sqlite:///{tmp_path / 'warehouse.db'}", city)
    samples = tmp_path / "home" / "sample" / "sources.json"
    samples.parent.mkdir(parents=True)
    samples.write_text('{"complaints": "sqlite:////nowhere.db"}', encoding="utf-8")
    place.load()
    drawn = draw_page(place.site().browser(), "/")
    assert "ปิดระบบตัวอย่างแล้ว เพราะเชื่อมต่อระบบจริง" in words(drawn["page-body"]["children"])
    assert MARK["th"] not in words(drawn["frame-header"]["children"])
