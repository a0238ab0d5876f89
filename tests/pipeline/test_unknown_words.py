"""Words that stand in no value map count as not stated, and are told with their rows until the map knows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import yaml
from sqlalchemy import Engine

from dashboard.components.source_alerts import draw_quiet_notices
from dashboard.source_rows import NoticeRow
from etl.pipeline import RunReport
from tests.pipeline.city import City
from tests.pipeline.state import facts

NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)
Run = Callable[..., RunReport]


def told(engine: Engine) -> dict[str, int]:
    rows = facts(engine, "etl_notice", "kind", "what", "rows_met", "gone_at")
    return {what: met for kind, what, met, gone in rows if kind == "word_unknown" and gone is None}


def test_unknown_words_are_told_with_their_rows(any_city: City, warehouse: Engine, run: Run, write_config: Run) -> None:
    for number in range(1, 8):
        unit = "กองปริศนา" if number == 7 else "สำนักช่าง"
        any_city.complaint(number, cat_name="ลูกรัง" if number < 4 else "ถนน", dept_name=unit)
    any_city.complaint(8, cat_name="", channel_name=None)  # nothing is no word
    any_city.complaint(9, cat_name="โทร 081-234-5678", status_code="99")
    run(any_city)
    assert told(warehouse) == {"category: ลูกรัง": 3, "category: โทร [โทรศัพท์]": 1, "org_unit: กองปริศนา": 1}

    seen = facts(warehouse, "etl_notice", "what", "last_seen_at")
    run(any_city, mode="full")
    assert facts(warehouse, "etl_notice", "what", "last_seen_at") == seen  # the same again writes nothing

    maps: dict[str, Any] = {"category": {"values": {"ลูกรัง": "road"}}}
    any_city.edit(7, dept_name="สำนักช่าง", updated_at="2026-11-20 10:00:00")
    any_city.delete(9)
    run(any_city, mode="full", config=write_config(value_maps=_own(write_config, maps)))
    assert told(warehouse) == {}


def test_a_read_of_changes_forgets_nothing(city: City, warehouse: Engine, run: Run) -> None:
    city.complaint(1, "2026-10-01 09:00:00", cat_name="ลูกรัง")
    run(city)
    city.complaint(2, "2026-11-20 09:00:00", cat_name="ของแปลก")
    run(city)
    assert told(warehouse) == {"category: ลูกรัง": 1, "category: ของแปลก": 1}


def test_the_page_names_field_word_and_rows() -> None:
    words = NoticeRow("complaints", "complaint", "word_unknown", "category: ลูกรัง", NOW, NOW, 1234)
    column = NoticeRow("complaints", "complaint", "column_ignored", "line_id", NOW, NOW)
    said = [str(fold) for fold in draw_quiet_notices([column, words], "th")]
    assert len(said) == 2
    assert "ประเภท" in said[0] and "ลูกรัง" in said[0] and "1,234" in said[0] and "line_id" in said[1]


def _own(write_config: Run, more: dict[str, Any]) -> dict[str, Any]:
    """The value maps of config.yaml, and more."""
    written = yaml.safe_load(write_config().read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    maps: dict[str, Any] = written["sources"][0]["value_maps"]
    for field, given in more.items():
        maps.setdefault(field, {}).setdefault("values", {}).update(given["values"])
    return maps
