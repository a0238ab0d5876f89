"""A crontab line fires when cron would fire it, in Bangkok, whatever APScheduler calls Sunday."""

from __future__ import annotations

from datetime import datetime

import pytest

from etl.calendar_th import BANGKOK
from etl.cron import last_tick, make_trigger, spell_weekdays

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=BANGKOK)


def _next(line: str, after: datetime = SATURDAY) -> str:
    return make_trigger(line).get_next_fire_time(None, after).strftime("%a %Y-%m-%d %H:%M %z")


@pytest.mark.parametrize("sunday", ["0", "7", "sun", "SUN", "Sun"])
def test_sunday_is_0_and_7(sunday: str) -> None:
    assert _next(f"30 2 * * {sunday}") == "Sun 2026-11-22 02:30 +0700"


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        ("*/15 * * * *", "Sat 2026-11-21 12:00 +0700"),
        ("0 6 * * 1", "Mon 2026-11-23 06:00 +0700"),
        ("0 6 * * mon", "Mon 2026-11-23 06:00 +0700"),
        ("0 6 * * 6", "Sat 2026-11-28 06:00 +0700"),
        ("0 6 1 10 *", "Fri 2027-10-01 06:00 +0700"),
        ("0 6 29 2 *", "Tue 2028-02-29 06:00 +0700"),
    ],
)
def test_next_time(line: str, fires: str) -> None:
    assert _next(line) == fires


def test_times_are_bangkok_whoever_asks() -> None:
    from datetime import UTC

    asked_in_utc = make_trigger("0 0 * * *").get_next_fire_time(None, datetime(2026, 9, 30, 16, 59, tzinfo=UTC))
    assert asked_in_utc == datetime(2026, 10, 1, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("*", "*"),
        ("0-6", "*"),
        ("1-7", "*"),
        ("1-5", "mon,tue,wed,thu,fri"),
        ("mon-fri", "mon,tue,wed,thu,fri"),
        ("0,6", "sun,sat"),
        ("5-7", "sun,fri,sat"),
        ("fri-sun", "sun,fri,sat"),
        ("*/2", "sun,tue,thu,sat"),
        ("1-5/2", "mon,wed,fri"),
        ("3/2", "wed,fri"),
        ("0,7", "sun"),
    ],
)
def test_weekdays_spelled(field: str, days: str) -> None:
    assert spell_weekdays(field) == days


@pytest.mark.parametrize(
    "line",
    [
        "", "x", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
        "* * * * -1", "* * * * sat-mon", "* * * * fun", "* * * * 1/0", "0 0 1 * 1", "0 0 31 2 *", "@daily",
        "*/15 * * * * # often", "0 0 * * 1,,2",
    ],
)  # fmt: skip
def test_refused(line: str) -> None:
    with pytest.raises(ValueError):
        make_trigger(line)


@pytest.mark.parametrize(
    ("line", "now", "tick"),
    [
        ("*/15 * * * *", "2026-11-21 10:07", "2026-11-21 10:00"),
        ("*/15 * * * *", "2026-11-21 10:15", "2026-11-21 10:15"),
        ("30 2 * * sun", "2026-11-21 10:00", "2026-11-15 02:30"),
        ("1 0 * * *", "2026-10-01 00:00", "2026-09-30 00:01"),
        ("0 0 1 10 *", "2026-09-30 23:59", "2025-10-01 00:00"),
        ("0 0 29 2 *", "2026-11-21 10:00", "2024-02-29 00:00"),
    ],
)
def test_the_last_tick(line: str, now: str, tick: str) -> None:
    found = last_tick(line, datetime.fromisoformat(now).replace(tzinfo=BANGKOK))
    assert found == datetime.fromisoformat(tick).replace(tzinfo=BANGKOK)
