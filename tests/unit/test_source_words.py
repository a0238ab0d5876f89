"""What /data says is whole: every code of the pipeline has its words; how a source stands; small pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from dashboard.components.run_words import RUN_ICONS, RUN_TONES, say_fault, say_field, say_step
from dashboard.components.source_card import ICONS
from dashboard.components.source_condition import STATES, judge_condition
from dashboard.components.source_progress import SILENT_SECONDS, is_silent
from dashboard.components.volume_bars import HEIGHT, Volume, draw, full_height
from dashboard.source_rows import RequestRow, SourceRow
from dashboard.text.messages import catalogue
from etl.errors import DefinitionError, FormulaError, MisError
from etl.pipeline import Mode, Trigger
from etl.requests import KINDS
from etl.steps.refusals import RULES

NOW = datetime(2026, 11, 21, 2, 15, tzinfo=UTC)
OF_FORMS = (FormulaError, DefinitionError)  # refused in a form, never the end of a run


def codes(kind: type[MisError] = MisError) -> set[str]:
    found = set() if issubclass(kind, OF_FORMS) else {kind.code}
    return found.union(*(codes(sub) for sub in kind.__subclasses__()))


@pytest.mark.parametrize("code", sorted(codes() | {"abandoned"}))
def test_every_error_has_its_words(code: str) -> None:
    assert f"fault.{code}" in catalogue() and f"fault.{code}_remedy" in catalogue()
    if code != "error":
        assert say_fault(code, "th") != say_fault("error", "th")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_what_is_wrong_and_what_to_do(rule: str) -> None:
    assert f"mend.rule_{rule}" in catalogue() and f"mend.do_{rule}" in catalogue()


def test_every_code_of_the_books_has_its_word() -> None:
    wanted = [f"data.mode_{mode}" for mode in (*get_args(Mode), "settle")]
    wanted += [f"data.trigger_{trigger}" for trigger in get_args(Trigger)]
    wanted += [f"data.run_{status}" for status in RUN_TONES] + [f"data.state_{state}" for state in STATES]
    wanted += [f"data.ask_{kind}" for kind in KINDS if kind != "run"]
    wanted += [f"data.ask_run_{mode}" for mode in get_args(Mode) if mode != "replay"]
    assert [key for key in wanted if key not in catalogue()] == []
    assert set(RUN_ICONS) == set(RUN_TONES) and set(ICONS) == set(STATES)


def test_steps_and_fields_are_named_as_the_contract_names_them() -> None:
    assert say_step("extract complaint", "th") == "อ่านคำร้อง"
    assert say_step("load complaint_status", "en") == "load Complaint status history"
    assert say_step("check schema", "th") == "ตรวจโครงสร้างของต้นทาง" and say_step(None, "th") == "เริ่มรอบ"
    assert say_step("something new", "th") == "something new" and say_step("extract other", "th") == "อ่านother"
    assert (
        say_field("complaint", "stars", "th") == "คะแนนความพึงพอใจ" and say_field("complaint", "stars", "en") == "stars"
    )
    assert say_field("complaint", "gone", "th") == "gone"


# --- how a source stands ----------------------------------------------------------------------------------------


def source(status: str | None, age_hours: float | None, *, is_connected: bool = True) -> SourceRow:
    read_at = NOW - timedelta(hours=age_hours) if age_hours is not None else None
    nothing = dict.fromkeys(
        ("record_url", "swept_at", "run_key", "mode", "step", "error_code", "error", "remedy", "started_at",
         "finished_at", "attempts", "progress_entity", "progress_rows", "progress_expected")
    )  # fmt: skip
    return SourceRow(
        name="s", contract="complaints", title_th="ก", title_en="a", is_sample=False, is_connected=is_connected,
        fresh_within_seconds=3600, read_at=read_at, status=status, open_rejects=0, waiting_holds=0, **nothing,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "age", "writing", "expected"),
    [
        (None, None, False, ("never_loaded", 2)), ("failed", None, False, ("failed", 2)),
        ("done", 0.5, False, ("fresh", 0)),
        ("done", 1.5, False, ("late", 1)), ("done", 2.5, False, ("late", 2)), ("running", 0.5, True, ("running", 0)),
        ("running", 2.5, True, ("running", 2)), ("running", 0.5, False, ("interrupted", 0)),
        ("running", 1.5, False, ("late", 1)), ("abandoned", 0.5, True, ("interrupted", 0)),
        ("abandoned", None, False, ("interrupted", 2)), ("held", 0.5, True, ("held", 0)),
        ("failed", 9, True, ("failed", 2)),
    ],
)  # fmt: skip
def test_conditions(status: str | None, age: float | None, writing: bool, expected: tuple[str, int]) -> None:
    found = judge_condition(source(status, age), NOW, is_somebody_writing=writing)
    assert (found.state, found.lateness) == expected
    off = judge_condition(source(status, age, is_connected=False), NOW, is_somebody_writing=writing)
    assert (off.state, off.lateness) == ("not_connected", 0)


def test_a_request_is_silent_only_when_nobody_is_at_work() -> None:
    asked = RequestRow(1, "run", "s", "{}", "x", NOW, "waiting", None, None, None, None)
    late, soon = NOW + timedelta(seconds=SILENT_SECONDS + 1), NOW + timedelta(seconds=SILENT_SECONDS - 1)
    assert is_silent(asked, late, is_somebody_writing=False) and not is_silent(asked, soon, is_somebody_writing=False)
    assert not is_silent(asked, late, is_somebody_writing=True) and not is_silent(None, late, is_somebody_writing=False)


# --- volumes ----------------------------------------------------------------------------------------------------


def test_one_large_load_does_not_flatten_the_rest() -> None:
    usual = [Volume(100, 20, 0)] * 10
    assert full_height(usual) == 120 and full_height([*usual, Volume(300_000, 0, 0)]) == 8 * 120
    assert full_height([]) == full_height([Volume(0, 0, 0)]) == full_height([Volume(9, 9, 9, is_bad=True)]) == 0
    picture = draw([Volume(300_000, 0, 0), *usual])
    assert picture.count("#fff") == 1, "the bar that is taller than the picture is drawn broken"


def test_bars_stay_inside_and_what_is_not_nothing_is_seen() -> None:
    import re

    picture = draw([Volume(1, 1, 1), Volume(10_000, 5_000, 1), Volume(0, 0, 0), Volume(5, 5, 5, is_bad=True)])
    rects = re.findall(r'y="([\d.-]+)" width="[\d.]+" height="([\d.]+)"', picture)
    assert all(float(y) >= 0 and float(y) + float(h) <= HEIGHT + 0.11 for y, h in rects)
    assert all(float(h) >= 2 for _, h in rects) and picture.count("<circle") == 1
