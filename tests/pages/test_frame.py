"""The frame: filters by allow-list, language, menu by role, freshness, and every state the warehouse can be in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from dashboard.registry import PageContext
from dashboard.section import section
from etl.settings import Settings
from etl.warehouse import tables
from tests.pages.site import AS_OF, FRAME, ProbePages, TestSite, ask, draw_page, frame_body, make_site, text_of


def body_of(answer: dict[str, Any]) -> str:
    return text_of(answer["page-body"]["children"])


def test_a_page_costs_one_callback(site: TestSite) -> None:
    assert [key for key in site.app.callback_map if "page-body" in key] == [FRAME]


@pytest.mark.parametrize(
    ("search", "shown"),
    [
        ("", "YTD2026-11 KKM th"),
        ("?period=M2026-10&org=SCH&lang=en", "M2026-10 SCH en"),
        ("?period=M2026-10&period=L7", "M2026-10 KKM th"),
        ("?period=YTD2026-11~now&org=sch&lang=fr", "YTD2026-11 KKM th"),  # pairs are never chosen
        ("?period=M2026-12", "YTD2026-11 KKM th"),  # not begun yet
        ("?period=%27+or+1%3D1--&org=KKM%00", "YTD2026-11 KKM th"),
        ("?period[]=M2026-10&org=%E0%B8%81", "YTD2026-11 KKM th"),
        ("?" + "a=1&" * 900 + "org=SCH", "YTD2026-11 KKM th"),  # too long: left unread
        ("????", "YTD2026-11 KKM th"),
        ("?=&&;%", "YTD2026-11 KKM th"),
    ],
)
def test_filters_are_what_the_dimensions_offer(site: TestSite, search: str, shown: str) -> None:
    assert body_of(draw_page(site.browser(), "/", search)) == shown


def test_the_period_in_hand_is_the_newest_known(site: TestSite) -> None:
    with site.warehouse.begin() as connection:
        connection.execute(update(tables.etl_data_version).values(as_of_at=AS_OF + timedelta(days=20), version=8))
    assert body_of(draw_page(site.browser())).startswith("YTD2026-11")


def test_the_filters_show_what_is_chosen(site: TestSite) -> None:
    header = str(draw_page(site.browser(), "/", "?org=SCH&period=L7")["frame-header"]["children"])
    assert "'value': 'SCH', 'selected': True" in header or "'selected': True, 'value': 'SCH'" in header
    assert "7 วันล่าสุด" in header and "สะสมตั้งแต่ต้นปีงบประมาณ" in header and "ธ.ค. 69" not in header


def test_the_menu_holds_what_the_role_may_open_and_keeps_the_filters(site: TestSite) -> None:
    mayor = str(draw_page(site.browser(), "/", "?org=SCH")["frame-header"])
    admin = str(draw_page(site.browser("admin"), "/", "?org=SCH")["frame-header"])
    assert "/admin-only" not in mayor and "/admin-only?period=YTD2026-11&org=SCH&lang=th" in admin
    assert "/always?period=YTD2026-11&org=SCH&lang=th" in mayor


def test_the_other_language_is_one_link_away(site: TestSite) -> None:
    thai, english = draw_page(site.browser()), draw_page(site.browser(), "/", "?lang=en")
    assert "/?period=YTD2026-11&org=KKM&lang=en" in str(thai["frame-header"])
    assert "Bureau of Public Works" in str(english["frame-header"]) and "สำนักช่าง" not in str(english["frame-header"])
    assert thai["window-title"]["data"].endswith("ระบบสารสนเทศสำหรับผู้บริหาร (MIS)")


def test_sample_data_are_marked(site: TestSite) -> None:
    assert "ข้อมูลตัวอย่าง" in text_of(draw_page(site.browser())["frame-header"]["children"])
    with site.warehouse.begin() as connection:
        connection.execute(update(tables.dim_source).values(is_sample=False))
    assert "ข้อมูลตัวอย่าง" not in text_of(draw_page(site.browser())["frame-header"]["children"])


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "ข้อมูล ณ 21 พ.ย. 69 18:00 น."),
        (26, "ข้อมูล ณ 20 พ.ย. 69 16:00 น."),
        (27, "ข้อมูลไม่เป็นปัจจุบัน ล่าสุด 20 พ.ย. 69 15:00 น."),
    ],
)
def test_late_data_say_so(site: TestSite, hours: int, words: str) -> None:
    with site.warehouse.begin() as connection:
        connection.execute(update(tables.etl_watermark).values(read_at=AS_OF - timedelta(hours=hours)))
    assert words in text_of(draw_page(site.browser())["frame-header"]["children"])


def test_an_empty_warehouse_is_a_state_of_its_own(settings: Settings) -> None:
    site = make_site(settings, is_filled=False)
    drawn = draw_page(site.browser())
    assert "ยังไม่มีข้อมูลในระบบ" in body_of(drawn)
    assert "ยังไม่มีข้อมูล" in text_of(drawn["frame-header"]["children"])
    assert body_of(draw_page(site.browser(), "/always")) == "YTD2026-11 KKM th"


@pytest.mark.parametrize("fault", ["not migrated", "no file", "no database"])
def test_an_unreachable_warehouse_keeps_the_frame(make_settings: Callable[..., Settings], fault: str) -> None:
    extra = {"MIS_WAREHOUSE_URL": "postgresql://nobody@127.0.0.1:9/none"} if fault == "no database" else {}
    settings = make_settings(MIS_AS_OF="2026-11-21", **extra)
    if fault == "no database":
        settings = settings.model_copy(update={"people_url": f"sqlite:///{settings.home / 'app.db'}"})
    site = make_site(settings, is_filled=False, is_migrated=False)
    if fault == "no file":
        site.warehouse.dispose()
        site.app.server.extensions["mis"].engine.dispose()
        (settings.home / "warehouse.db").unlink(missing_ok=True)
        (settings.home / "warehouse.db").mkdir()
    client = site.browser()
    drawn = draw_page(client, "/", "?lang=th")
    assert "คลังข้อมูลยังไม่พร้อมใช้งาน" in body_of(drawn) and "รหัสอ้างอิง" in body_of(drawn)
    assert "ออกจากระบบ" in text_of(drawn["frame-header"]["children"])
    assert client.get("/api/version").get_json()["version"] is None
    ready = site.stranger().get("/readyz")
    assert ready.status_code == 503 and ready.get_json() == {
        "status": "fail",
        "checks": {"people": "ok", "warehouse": "fail"},
    }


def test_the_page_comes_back_with_the_warehouse(settings: Settings) -> None:
    site = make_site(settings, is_filled=False, is_migrated=False)
    client = site.browser()
    assert "คลังข้อมูลยังไม่พร้อมใช้งาน" in body_of(draw_page(client))
    other = make_site(settings.model_copy(update={"people_url": f"sqlite:///{settings.home / 'other.db'}"}))
    assert body_of(draw_page(client)) == "YTD2026-11 KKM th"
    assert other.stranger().get("/readyz").get_json() == {"status": "ok", "checks": {"people": "ok", "warehouse": "ok"}}
    assert site.stranger().get("/healthz").get_json() == {"status": "ok"}


def test_open_pages_learn_of_a_new_version_by_etag(site: TestSite) -> None:
    client = site.browser()
    first = client.get("/api/version")
    instant = AS_OF.isoformat()
    fresh = {"version": 7, "as_of": instant, "settled_at": instant, "late": [], "very_late": []}
    assert first.get_json() == fresh
    same = client.get("/api/version", headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304 and not same.data
    with site.warehouse.begin() as connection:
        connection.execute(update(tables.etl_watermark).values(read_at=AS_OF - timedelta(days=3)))
    late = client.get("/api/version", headers={"If-None-Match": first.headers["ETag"]})
    assert late.status_code == 200 and late.get_json()["late"] == ["complaints"]


def test_unknown_and_forbidden_addresses_keep_the_frame(site: TestSite) -> None:
    client = site.browser()
    assert "ไม่พบหน้าที่ต้องการ" in body_of(draw_page(client, "/nothing"))
    assert "ไม่มีสิทธิ์เปิดหน้านี้" in body_of(draw_page(client, "/admin-only"))
    assert "คำขอ" not in body_of(draw_page(client))


class MovingPages(ProbePages):
    """A page whose warehouse settles a new version while it is being read."""

    def __init__(self, site: list[TestSite]) -> None:
        self.site, self.drawn = site, 0

    def register(self, registry: Any) -> None:  # type: ignore[override]
        def body(context: PageContext) -> str:
            self.drawn += 1
            if self.drawn == 1:
                with self.site[0].warehouse.begin() as connection:
                    connection.execute(update(tables.etl_data_version).values(version=8))
            context.data.rows("pages/frame_org_units", **{})
            rows = context.data.rows("pages/frame_periods", today=AS_OF.date() - timedelta(days=400))
            return f"version {context.version}, {len(rows)} periods"

        registry.register_page(path="/", name_id="frame.menu", icon="grid", order=1, roles=("executive",), body=body)


def test_a_page_never_mixes_two_versions(settings: Settings) -> None:
    box: list[TestSite] = []
    moving = MovingPages(box)
    box.append(make_site(settings, modules=[moving]))
    assert body_of(draw_page(box[0].browser())) == "version 8, 0 periods"
    assert moving.drawn == 2


def test_a_link_keeps_the_filters_and_only_its_own_pages_parameters(site: TestSite) -> None:
    answer = ask(site.browser(), frame_body("/", "?category=road&org=SCH"))
    assert "/?period=YTD2026-11&org=SCH&lang=en&category=road" in str(answer.get_json())
    assert "/always?period=YTD2026-11&org=SCH&lang=th'" in str(answer.get_json())


class HalfBrokenPages:
    """A page of three parts, one of which cannot be drawn."""

    @staticmethod
    def register(registry: Any) -> None:
        def part(name: str) -> Any:
            def draw(_context: PageContext) -> str:
                if name == "broken":
                    raise ZeroDivisionError("secret detail")
                return f"part {name}"

            return draw

        def body(context: PageContext) -> list[Any]:
            return [section(part(name), context) for name in ("first", "broken", "last")]

        registry.register_page(path="/", name_id="frame.menu", icon="grid", order=1, roles=("executive",), body=body)


def test_one_broken_part_leaves_the_others_standing(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    words = body_of(draw_page(make_site(settings, modules=[HalfBrokenPages]).browser()))
    assert words.startswith("part first") and words.endswith("part last") and "secret" not in words
    reference = words.split("รหัสอ้างอิง ")[1][:8]
    assert "แสดงส่วนนี้ไม่ได้" in words and f"reference={reference}" in caplog.text and "secret detail" in caplog.text
