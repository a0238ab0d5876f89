"""Components as functions: the same data, the same tree; each rule of the tile at its edges."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from dash import html

from dashboard.components.attention import Matter, attention_list
from dashboard.components.bars import Bar, Tick, bar_list
from dashboard.components.chip import status_chip
from dashboard.components.headline import (
    Indicator,
    Scene,
    change_tone,
    effective_status,
    make_tile,
    say_change,
    status_word,
)  # fmt: skip
from dashboard.components.icons import STATUS_ICONS
from dashboard.components.matters import over30_matter, source_matters, surge_matter
from dashboard.components.sparkline import draw, sparkline
from dashboard.components.table import Column, table
from dashboard.components.tile import Tile, headline_tile
from dashboard.plain import as_plain
from dashboard.rows import Changes, IndicatorValue, Month, PeriodChosen, SourceState
from dashboard.text.messages import catalogue

NOW = datetime(2026, 11, 21, 2, 15, tzinfo=UTC)
PERIOD = PeriodChosen(
    "M2026-11", "month", date(2026, 11, 1), date(2026, 12, 1), 2570, "พ.ย. 69", "Nov 2026",
    "M2026-11~now", "M2026-11~then", "1-20 พ.ย. 69", "1-20 Nov 2026", "1-20 พ.ย. 68", "1-20 Nov 2025",
)  # fmt: skip
MONTHS = (
    Month("M2026-10", date(2026, 10, 1), date(2026, 11, 1), "ต.ค. 69", "Oct 2026"),
    Month("M2026-11", date(2026, 11, 1), date(2026, 12, 1), "พ.ย. 69", "Nov 2026"),
)
SCENE = Scene(PERIOD, MONTHS, date(2026, 11, 21), "th", NOW, is_late=False, is_connected=True)
SHARE = Indicator("CMP-03", "แล้วเสร็จภายในกำหนด", "%", True, 1, "higher", "สำนักช่าง", is_count=False)
COUNT = Indicator("CMP-07", "ค้างเกิน 30 วัน", "เรื่อง", False, 0, "lower", None, is_count=True)
SOURCE = SourceState(
    "complaints", "complaints", "ระบบคำร้อง", "Complaints", False, True, 26 * 3600, NOW, 3, "done", NOW, NOW, None, 0
)


def value(code: str, period_id: str, number: float | None, target: float | None = None, **more: Any) -> IndicatorValue:
    state = more.get("state", "approved" if target is not None else None)
    return IndicatorValue(code, period_id, number, target, state, more.get("status", "no_target"), 1, 1)


def values(
    indicator: Indicator, *numbers: tuple[str, float | None], **more: Any
) -> dict[tuple[str, str], IndicatorValue]:
    return {(indicator.code, p): value(indicator.code, p, n, **more) for p, n in numbers}


def every(component: Any, kind: str) -> list[Any]:
    found = [component] if type(component).__name__ == kind else []
    children = getattr(component, "children", None)
    for child in children if isinstance(children, list) else [children]:
        if hasattr(child, "children"):
            found += every(child, kind)
    return found


def test_a_tile_says_all_of_it() -> None:
    now = values(
        SHARE, ("M2026-11", 78.24), ("M2026-11~now", 78.24), ("M2026-11~then", 75.0), target=85.0, status="at_risk"
    )
    tile = make_tile(SHARE, now, SCENE)
    assert (tile.value, tile.unit, tile.status, tile.status_word) == ("78.2", "%", "at_risk", "เสี่ยงไม่บรรลุ")
    assert tile.goal and (tile.goal.target, tile.goal.gap, tile.goal.tone) == ("เป้าหมาย ≥ 85%", "ขาดอีก 6.8 จุด", "bad")
    assert tile.change and (tile.change.text, tile.change.tone, tile.change.trend) == ("+3.2 จุด", "good", "up")
    assert "1-20 พ.ย. 68" in tile.change.span and "ช่วงเดียวกันของปีก่อน" in tile.change.help
    assert tile.owner == "สำนักช่าง" and tile.data_date == "ข้อมูล ณ 21 พ.ย. 2569 09:15 น."
    assert headline_tile(tile).className == "tile tile--at_risk"


def test_a_proposed_target_colours_nothing() -> None:
    tile = make_tile(COUNT, values(COUNT, ("M2026-11", 12), target=0.0, state="proposed"), SCENE)
    assert tile.status == "no_target" and tile.status_word == "เป้าหมายที่เสนอ" and tile.is_proposed
    assert tile.goal and tile.goal.tone == "outline" and tile.goal.gap == "เกิน 12"
    assert "chip--proposed" in str(headline_tile(tile)) and "off_track" not in str(headline_tile(tile))


@pytest.mark.parametrize(
    ("number", "direction", "target", "gap", "tone"),
    [
        (85.0, "higher", 85.0, "ตรงตามเป้าหมาย", "good"),
        (84.96, "higher", 85.0, "ตรงตามเป้าหมาย", "good"),  # said after rounding; the status is never from it
        (84.94, "higher", 85.0, "ขาดอีก 0.1 จุด", "bad"),
        (90.0, "higher", 85.0, "สูงกว่า 5.0 จุด", "good"),
        (4.0, "lower", 5.0, "ดีกว่า 1.0 จุด", "good"),
        (6.0, "lower", 5.0, "เกิน 1.0 จุด", "bad"),
        (0.0, "lower", 0.0, "ตรงตามเป้าหมาย", "good"),  # a perfect zero is perfect
    ],
)
def test_gap(number: float, direction: str, target: float, gap: str, tone: str) -> None:
    indicator = replace(SHARE, direction=direction)
    goal = make_tile(indicator, values(indicator, ("M2026-11", number), target=target), SCENE).goal
    assert goal and (goal.gap, goal.tone) == (gap, tone)


@pytest.mark.parametrize(
    ("now", "then", "indicator", "said"),
    [
        (110.0, 100.0, COUNT, ("+10 (+10.0%)", "up")),
        (12.0, 19.0, COUNT, ("-7", "down")),  # too few for a percentage
        (5.0, 0.0, COUNT, ("+5", "up")),  # never a division by zero
        (78.24, 78.21, SHARE, ("ไม่เปลี่ยนแปลง", "even")),
        (78.3, 78.2, SHARE, ("+0.1 จุด", "up")),
    ],
)
def test_change_in_words(now: float, then: float, indicator: Indicator, said: tuple[str, str]) -> None:
    assert say_change(now, then, indicator, "th") == said


@pytest.mark.parametrize(
    ("trend", "direction", "tone"),
    [
        ("up", "higher", "good"), ("down", "higher", "bad"), ("up", "lower", "bad"), ("down", "lower", "good"),
        ("up", "none", "neutral"), ("down", "range", "neutral"), ("even", "lower", "even"),
    ],
)  # fmt: skip
def test_good_and_bad_follow_the_direction(trend: str, direction: str, tone: str) -> None:
    assert change_tone(trend, direction) == tone


def test_late_data_never_count() -> None:
    late = replace(SCENE, is_late=True)
    assert [effective_status(s, late) for s in ("on_track", "at_risk", "off_track", "no_target")] == ["stale"] * 4
    assert effective_status("no_data", late) == "no_data"
    tile = make_tile(SHARE, values(SHARE, ("M2026-11", 99.0), target=85.0, status="on_track"), late)
    assert tile.status_word == "ข้อมูลไม่เป็นปัจจุบัน" and tile.data_date.startswith("ล่าสุด")


def test_no_source_is_said() -> None:
    alone = replace(SCENE, is_connected=False, read_at=None)
    tile = make_tile(SHARE, {}, alone)
    assert (tile.status, tile.value, tile.status_word) == ("not_connected", "–", "ยังไม่เชื่อมต่อระบบ")


def test_a_missing_value_has_its_reason() -> None:
    assert make_tile(SHARE, {}, SCENE).reason == "ยังไม่มีค่าของตัวชี้วัดนี้ในช่วงเวลาที่เลือก"
    empty = make_tile(SHARE, values(SHARE, ("M2026-11", None), status="no_data"), SCENE)
    assert (empty.value, empty.unit, empty.change, empty.goal) == ("–", "", None, None)
    assert "คำนวณไม่ได้" in (empty.reason or "")
    assert make_tile(SHARE, values(SHARE, ("M2026-11", 1.0)), SCENE).reason == "ไม่มีข้อมูลช่วงเดียวกันของปีก่อนให้เทียบ"


@pytest.mark.parametrize(
    ("status", "is_unfinished", "word"),
    [
        ("on_track", True, "เป็นไปตามแผน"), ("at_risk", True, "เสี่ยงไม่บรรลุ"), ("off_track", True, "ไม่เป็นไปตามแผน"),
        ("on_track", False, "บรรลุ"), ("at_risk", False, "ใกล้บรรลุ"), ("off_track", False, "ไม่บรรลุ"),
    ],
)  # fmt: skip
def test_path_words_while_it_runs_result_words_after(status: str, is_unfinished: bool, word: str) -> None:
    assert status_word(status, False, is_unfinished, False, "th") == word


@pytest.mark.parametrize("status", sorted(STATUS_ICONS))
def test_a_status_is_colour_icon_and_word(status: str) -> None:
    chip = status_chip(status, "คำ")
    assert chip.className == f"chip chip--{status}" and "bi-" in chip.children[0].className
    assert chip.children[1].children == "คำ"


def test_a_sparkline_leaves_gaps_and_a_hollow_end() -> None:
    whole = draw([1, 2, 3, 4])
    gap = draw([1, 2, None, 4, 5])
    open_end = draw([1, 2, 3], is_last_unfinished=True)
    assert whole.count("<path") == 2 and gap.count("<path") == 4
    assert 'fill="#ffffff"' in open_end and 'stroke-dasharray="2 2.5"' in open_end and "dasharray" not in whole


@pytest.mark.parametrize("points", [[], [None], [None, 3.0], [None, None, 1.0]])
def test_one_dot_is_no_trend(points: list[float | None]) -> None:
    assert type(sparkline(points, "x")).__name__ == "Span"


@pytest.mark.parametrize("points", [[0, 0, 0], [5, None, 5], [None, 1, 2, None], [1e12, -1e12]])
def test_a_sparkline_of_anything_is_valid_svg(points: list[float | None]) -> None:
    import xml.etree.ElementTree as ElementTree

    source = sparkline(points, "แนวโน้ม", target=3.0, is_last_unfinished=True).src
    ElementTree.fromstring(b64decode(source.split(",")[1]))
    assert "nan" not in b64decode(source.split(",")[1]).decode()


def test_bars_keep_inside_their_track() -> None:
    bars = bar_list([Bar("ก", 250, "250"), Bar("ข", None, "–")], 200.0, label="x", tick=Tick(85, True, "เป้า"))
    widths = [d.style["width"] for d in every(bars, "Div") if "bar-row__fill" in (d.className or "")]
    assert widths == ["100.00%"] and "bar-row__target--proposed" in str(bars)
    assert "0.00%" in str(bar_list([Bar("ก", 0, "0")], 0.0, label="x"))


def test_attention_shows_five_at_most() -> None:
    matters = [Matter("peak", f"เรื่อง {n}", "", "") for n in range(9)]
    assert len(attention_list(matters).children) == 5


def test_sources_that_fail_come_first() -> None:
    late = replace(SOURCE, read_at=datetime(2026, 11, 18, tzinfo=UTC))
    held = replace(SOURCE, run_status="held")
    assert source_matters([SOURCE], NOW, "th") == []
    assert [m.status for m in source_matters([late, held], NOW, "th")] == ["stale", "at_risk"]
    assert source_matters([replace(late, is_connected=False)], NOW, "th") == []


def test_nothing_over_30_days_is_no_matter() -> None:
    assert over30_matter(None, Changes("L7"), "th", "/") is None


@pytest.mark.parametrize(("now", "then", "is_one"), [(12, 10, False), (13, 10, True), (9, 3, False), (0, 0, False)])
def test_a_surge_is_a_quarter_more(now: int, then: int, is_one: bool) -> None:
    matter = surge_matter(Changes("L7", received=now), Changes("L7~then", received=then), "th", "/")
    assert (matter is not None) is is_one


def test_a_table_names_its_cells_for_the_phone() -> None:
    [body] = every(table([Column("ชื่อ"), Column("จำนวน", "number")], [["ก", "1"]], label="ตาราง"), "Tbody")
    wanted = html.Tr(
        [
            html.Td("ก", className="", **{"data-label": "ชื่อ"}),
            html.Td("1", className="number", **{"data-label": "จำนวน"}),
        ]
    )
    assert as_plain(body.children) == [as_plain(wanted)]


def test_a_tile_is_a_function_of_its_data() -> None:
    tile = Tile("CMP-01", "ชื่อ", "1", "เรื่อง", "no_target", "คำ", trend=(1.0, 2.0))
    assert headline_tile(tile).to_plotly_json().keys() == headline_tile(tile).to_plotly_json().keys()
    assert str(headline_tile(tile)) == str(headline_tile(tile))


def test_every_status_has_a_word() -> None:
    held = catalogue()
    for status in ("stale", "no_data", "not_due", "not_connected", "proposed", "no_target_short", "context"):
        assert f"status.{status}" in held
