"""`/milestone8` from real files, and what one system's trouble says on the overview: nothing about the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from etl.pipeline import run_source
from etl.prepare import prepare_warehouse
from etl.settings import load_settings
from etl.warehouse.engine import make_engine
from etl.warehouse.tables import etl_check_failure
from tests.pages.complaint_site import LOADED_AT, Place, body, fill_city, find_all, tile, words
from tests.pages.site import AS_OF, TestSite, make_site
from tests.pipeline.city import City
from tests.pipeline.drop import Drop

FIGURES = """\
indicator,area,area_scheme,year_be,period_kind,period_as_printed,value,unit,price_basis,edition,series_break,source,note
M8-2.1,ภาคเหนือ,NSO5,2560,year,2560,0.306,Gini,,2564,,https://nso.example/154,
M8-2.1,ภาคเหนือ,NSO5,2562,year,2562,0.310,Gini,,2564,,https://nso.example/154,
M8-2.1,ภาคเหนือ,NSO5,2562,year,2562,0.315,Gini,,2565,,https://nso.example/155,
M8-2.1,ภาคเหนือ,NSO5,2564,year,2564,0.295,Gini,,2565,,https://nso.example/155,
M8-2.1,ภาคเหนือ,NSO5,2566,year,2566,0.372,Gini,,2565,suspected,https://nso.example/155,
M8-2.1,ทั่วราชอาณาจักร,NESDC,2560,year,2560,0.453,Gini,,,,หนังสือ,
M8-1.1,ทั่วราชอาณาจักร,GRP7,2563,year,2563,147562,บาทต่อคน (CVM),CVM2545,2566,,https://nso.example/347,
M8-1.1,ทั่วราชอาณาจักร,GRP7,2564,year,2564,149379,บาทต่อคน (CVM),CVM2545,2566,,https://nso.example/347,
M8-1.1,ภาคกลาง,GRP7,2563,year,2563,178686,บาทต่อคน (CVM),CVM2545,2566,,https://nso.example/347,
M8-1.1,ภาคกลาง,GRP7,2564,year,2564,187050,บาทต่อคน (CVM),CVM2545,2566,,https://nso.example/347,
M8-1.2A,EEC,zone,2562,year,2562,444880,ล้านบาท (คำขอ BOI),,,,https://boi.example,
M8-3.1,ทั่วราชอาณาจักร,country,2568,date,27 ส.ค. 2568,37,เมือง,,,,https://news.example,
CITY-02,เทศบาลนครขอนแก่น,municipality,2567,year,2567,1000,คน,,,,ทะเบียนราษฎร,
"""


class Town:
    """Complaints and statistics, loaded."""

    def __init__(self, folder: Path) -> None:
        city, drop = City(f"sqlite:///{folder / 'complaints.db'}"), Drop(folder / "statistics")
        fill_city(city)
        drop.put("2569.csv", FIGURES)
        self.environ = {
            "MIS_HOME": str(folder / "home"), "MIS_AS_OF": LOADED_AT, "MIS_SOURCE_COMPLAINTS_URL": city.url,
            "MIS_SOURCE_STATISTICS_URL": drop.url,
        }  # fmt: skip
        settings = load_settings(self.environ)
        prepare_warehouse(settings)
        self.engine = make_engine(settings.warehouse_url)
        for source in ("complaints", "statistics"):
            assert run_source(settings, self.engine, source).is_ok
        self.site = make_site(settings, modules=None, is_filled=False)

    def run(self, *statements: Any) -> None:
        """What a later run would have left behind, under a data version of its own."""
        with self.engine.begin() as connection:
            for statement in (*statements, text("update etl_data_version set version = version + 1")):
                connection.execute(statement)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def site(town: Town) -> TestSite:
    return town.site


def figures_of(component: Any) -> list[dict[str, Any]]:
    """Every plotly figure of a component tree."""
    found: list[dict[str, Any]] = []
    if isinstance(component, dict):
        props = component.get("props", {})
        found += [props["figure"]] if "figure" in props else []
        found += figures_of(props.get("children"))
    elif isinstance(component, list):
        found += [figure for one in component for figure in figures_of(one)]
    return found


def test_figures_stand_as_printed_and_are_never_joined(site: TestSite) -> None:
    page = body(site, "/milestone8")
    assert "มีข้อมูล 4 จาก 9 ตัวชี้วัด ปีล่าสุด พ.ศ. 2568" in words(page)
    blocks = find_all(page, "series-block")
    assert ["5 กลุ่ม" in words(blocks[0]), "ระดับประเทศ" in words(blocks[1]), len(blocks)] == [True, True, 2]
    cells = words(find_all(blocks[0], "series-table"))
    assert "0.315 เดิม 0.310 (ฉบับ 2564)" in cells and "0.372 †" in cells and "0.453" not in cells
    assert "อาจเปลี่ยนนิยาม: ไม่ควรเทียบกับปีก่อนหน้า" in words(blocks[0])
    [figure] = figures_of(page)  # a lone figure makes no chart
    assert [trace["x"] for trace in figure["data"]] == [["2560"], ["2562", "2564"], ["2566"]]
    assert {trace["name"] for trace in figure["data"]} == {"ภาคเหนือ"} and len(figure["layout"]["shapes"]) == 1


def test_each_indicator_says_what_is_asked_published_and_missing(site: TestSite) -> None:
    cards = {words(card).split()[0]: words(card) for card in find_all(body(site, "/milestone8"), "m8-card")}
    assert list(cards) == [f"M8-{n}" for n in ("1.1", "1.2A", "1.2B", "1.2C", "2.1", "2.2A", "2.2B", "3.1", "3.2")]
    growth = cards["M8-1.1"]  # the country grew by 1.23 %, the centre by 4.68 %, of the others nothing is printed
    assert "ไม่น้อยกว่าอัตราการเติบโตของประเทศ" in growth and "พ.ศ. 2564: บรรลุ 1 จาก 1 ภาคที่มีข้อมูล (ทั้งหมด 7 ภาค)" in growth
    assert "ภาคกลาง 4.68 ≥ 1.23 บรรลุ" in growth and growth.count("ยังไม่พบข้อมูล") == 6
    assert "ยังไม่มีฉบับใดพิมพ์ค่าของภาคและประเทศไว้ด้วยกัน" in cards["M8-2.1"]
    assert "444,880 ล้านบาท (คำขอ BOI)" in cards["M8-1.2A"] and "นับต่างกัน" in cards["M8-1.2A"]
    assert "≥ 105 พื้นที่ ภายใน พ.ศ. 2570" in cards["M8-3.1"] and "35.2%" in cards["M8-3.1"]
    assert "ต้องเพิ่มอีก 68 พื้นที่" in cards["M8-3.1"]
    for code in ("M8-1.2B", "M8-1.2C", "M8-2.2A", "M8-2.2B", "M8-3.2"):
        assert cards[code].count("ยังไม่พบข้อมูล") == 1


def test_the_address_chooses_the_series_and_nothing_else(site: TestSite) -> None:
    assert "1,000" in words(find_all(body(site, "/milestone8", "?series=CITY-02"), "series-block"))
    assert "0.372" in words(find_all(body(site, "/milestone8", "?series=%27%3Bdrop"), "series-block"))


def test_all_of_it_leaves_as_a_file_for_those_who_may(site: TestSite) -> None:
    assert site.browser("executive").get("/export/milestone8-figures.csv").status_code == 403
    text_ = site.browser("planner").get("/export/milestone8-figures.csv?series=M8-2.1").get_data(as_text=True)
    assert "0.310" in text_ and "ค่าเดิม" in text_ and "0.453" in text_ and "CITY-02" not in text_


def test_the_overview_has_one_line_and_a_row_for_it(site: TestSite) -> None:
    page = body(site, "/")
    assert "หมุดหมายที่ 8: มีข้อมูล 4 จาก 9 ตัวชี้วัด" in words(find_all(page, "milestone-line"))
    assert "เชื่อมต่อแล้ว 1 จาก 6 ระบบตามแผน" in words(page)  # statistics are none of the six
    rows = words(find_all(page, "stack"))
    assert rows.count("สถิติทางการและข้อมูลพื้นที่") == 2  # its name and its source


def test_the_rate_is_made_with_the_population_in_force(site: TestSite) -> None:
    received = tile(body(site, "/complaints"), "CMP-01")  # 11 complaints, 1,000 residents
    assert "อัตราคำร้องต่อประชากร 1,000 คน 11.0 เรื่องต่อพันประชากร" in words(received)


def test_not_connected(loaded: Place) -> None:
    page = body(loaded.site(), "/milestone8")
    assert "MIS_SOURCE_STATISTICS_URL" in words(page) and not find_all(page, "series-block")
    assert "ยังไม่มีข้อมูลของทั้ง 9 ตัวชี้วัด" in words(find_all(body(loaded.site(), "/"), "milestone-line"))


def test_trouble_of_one_system_leaves_the_others_tiles_alone(town: Town) -> None:
    """The last test: it spoils the town."""
    site = town.site
    town.run(text("update etl_watermark set read_at = '2026-11-10 00:00:00.000000' where source_name = 'statistics'"))
    assert find_all(body(site, "/milestone8"), "banner--stale")
    overview = body(site, "/")
    assert not find_all(overview, "tile--stale") and not find_all(overview, "banner--stale")
    assert "สถิติทางการและข้อมูลพื้นที่: ข้อมูลไม่เป็นปัจจุบัน" in words(find_all(overview, "attention__item"))
    failure = {"stops": True, "rows_found": 3, "examples": "[]", "run_key": 1, "found_at": AS_OF}
    failures = insert(etl_check_failure)
    town.run(failures.values(check_name="populations_agree", contract="statistics", **failure))
    assert "ตรงกับค่าที่เผยแพร่" in words(find_all(body(site, "/milestone8"), "banner--error"))
    assert not find_all(body(site, "/"), "tile--stale")
    town.run(failures.values(check_name="received_totals_agree", contract="complaints", **failure))
    page = body(site, "/")
    received = tile(page, "CMP-01")
    assert "tile--stale" in received["props"]["className"] and "ไม่ผ่านการตรวจสอบ" in words(received)
    assert "ยอดรับรายวัน" in words(find_all(page, "banner--error"))
    assert not find_all(page, "chip--on_track")  # neither a tile nor a row of the systems
