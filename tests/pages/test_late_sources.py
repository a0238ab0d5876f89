"""One late source of two makes every figure it feeds stale: which one, since when; amber at once, red at twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from dashboard.lateness import judge_lateness
from etl.calendar_th import BANGKOK
from tests.pages.books import NOW, Books
from tests.pages.complaint_site import Place, body, find_all, words
from tests.pages.site import TestSite, draw_page
from tests.pipeline.city import City

PROMISE = timedelta(hours=26)  # of both sources in config.yaml
READ = {"complaints": NOW, "traffy": NOW - timedelta(hours=10)}  # Traffy is ten hours the older
OWN, TRAFFY = "ระบบคำร้องของเทศบาล", "Traffy Fondue"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The own system and Traffy, both connected and read."""
    home = tmp_path_factory.mktemp("late")
    place = Place(home / "home", f"sqlite:///{home / 'warehouse.db'}", City(f"sqlite:///{home / 'complaints.db'}"))
    place.load()
    Books(place.site().warehouse).connect("traffy", read_at=READ["traffy"])
    return place


def site_at(house: Place, at: datetime) -> TestSite:
    return house.site(at.astimezone(BANGKOK).strftime("%Y-%m-%dT%H:%M:%S"))


def tiles_with_values(page: Any) -> list[Any]:
    return [t for t in find_all(page, "tile") if words(find_all(t, "tile__value")) != "–"]


# twelve steps of the clock: after NOW, who is late, and how badly the worst is
STEPS = [
    (timedelta(0), (), 0),
    (PROMISE - timedelta(hours=10), (), 0),
    (PROMISE - timedelta(hours=10) + timedelta(seconds=1), (TRAFFY,), 1),
    (PROMISE - timedelta(seconds=1), (TRAFFY,), 1),
    (PROMISE, (TRAFFY,), 1),
    (PROMISE + timedelta(seconds=1), (OWN, TRAFFY), 1),
    (timedelta(hours=40), (OWN, TRAFFY), 1),
    (2 * PROMISE - timedelta(hours=10), (OWN, TRAFFY), 1),
    (2 * PROMISE - timedelta(hours=10) + timedelta(seconds=1), (OWN, TRAFFY), 2),
    (2 * PROMISE + timedelta(seconds=1), (OWN, TRAFFY), 2),
    (timedelta(days=7), (OWN, TRAFFY), 2),
    (timedelta(days=100), (OWN, TRAFFY), 2),
]


@pytest.mark.parametrize(("moved", "late", "level"), STEPS)
@pytest.mark.parametrize("path", ["/", "/complaints"])
def test_twelve_steps_of_the_clock(
    house: Place, path: str, moved: timedelta, late: tuple[str, ...], level: int
) -> None:
    drawn = draw_page(site_at(house, NOW + moved).browser(), path)
    page, header = drawn["page-body"]["children"], drawn["frame-header"]["children"]
    tiles = tiles_with_values(page)
    assert tiles
    for tile in tiles:
        is_stale = "tile--stale" in tile["props"]["className"]
        assert is_stale == bool(late), tile["props"]["className"]
        assert (f"late--{level}" in tile["props"]["className"].split()) == bool(level)
        for name in (OWN, TRAFFY):
            assert (f"({name})" in words(tile)) == (name in late)
        if late:
            assert "ข้อมูลไม่เป็นปัจจุบัน" in words(tile)
    banners = [words(b) for b in find_all(page, "banner--stale")]
    assert [any(name in b for b in banners) for name in (OWN, TRAFFY)] == [name in late for name in (OWN, TRAFFY)]
    if late:
        assert not find_all(tiles, "chip--on_track") and not find_all(tiles, "chip--at_risk")
        assert "20 พ.ย. 2569 23:15 น." in words(tiles[0]), "Traffy's own last read"
    badge = find_all(header, "mis-fresh")[0]["props"]
    assert badge["data-state"] == ("late" if late else "fresh")
    assert (f"late--{level}" in badge["className"].split()) == bool(level)


def test_connected_and_never_read_is_late_and_said(house: Place) -> None:
    books = Books(house.site().warehouse)
    books.unread("traffy")
    try:
        page = body(house.site(), "/")
        assert "Traffy Fondue เชื่อมต่อแล้วแต่ยังไม่เคยนำเข้า" in words(find_all(page, "banner--stale"))
        assert all("ยังไม่เคยนำเข้า (Traffy Fondue)" in words(t) for t in tiles_with_values(page))
    finally:
        books.connect("traffy", read_at=READ["traffy"])


def test_a_source_that_feeds_nothing_makes_nothing_late(house: Place) -> None:
    """Not connected and never read: nothing of it is in the figures."""
    books = Books(house.site().warehouse)
    books.unread("traffy")
    books.disconnect("traffy")
    try:
        page = body(house.site(), "/", role="planner")  # the frame keeps a body of each role for some seconds
        assert not find_all(page, "tile--stale") and not find_all(page, "banner--stale")
    finally:
        books.connect("traffy", read_at=READ["traffy"])


def test_the_watch_of_open_pages_tells_both_levels(house: Place) -> None:
    for moved, late, very_late in (
        (PROMISE - timedelta(hours=9), ["traffy"], []),
        (2 * PROMISE - timedelta(hours=9), ["complaints", "traffy"], ["traffy"]),
    ):
        told = site_at(house, NOW + moved).browser().get("/api/version").get_json()
        assert (told["late"], told["very_late"]) == (late, very_late)


def test_the_edges() -> None:
    promise = int(PROMISE.total_seconds())
    tick = timedelta(microseconds=1)
    judged = [judge_lateness(NOW, promise, NOW + age) for age in (PROMISE, PROMISE + tick, 2 * PROMISE)]
    assert judged == [0, 1, 1]
    assert judge_lateness(NOW, promise, NOW + 2 * PROMISE + tick) == judge_lateness(None, promise, NOW) == 2
