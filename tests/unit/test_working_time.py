"""Working days and seconds, compared with a walk through the calendar hour by hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from etl.calendar_th import day_number
from etl.working_time import add_working_seconds, count_working_days, working_seconds


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-16", "2026-11-21", 5),  # a week
        ("2026-11-21", "2026-11-23", 0),  # a weekend
        ("2026-12-04", "2026-12-08", 1),  # 5 December is a Saturday: Monday the 7th is off
        ("2026-12-30", "2027-01-04", 1),  # New Year
        ("2024-04-12", "2024-04-18", 2),  # Songkran 13 (Sat), 14 (Sun), 15: the 16th and 17th make up
        ("2026-09-30", "2026-10-02", 2),  # across the fiscal year
    ],
)
def test_working_days_between_two_days(start: str, end: str, days: int) -> None:
    first, last = (day_number(date.fromisoformat(text)) for text in (start, end))
    counted = count_working_days(np.array([first, last]))
    assert counted[1] - counted[0] == days


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-20 09:00:00", 4, "2026-11-20 13:00:00"),
        ("2026-11-20 15:00:00", 4, "2026-11-23 11:00:00"),  # Friday afternoon to Monday
        ("2026-11-20 08:30:00", 8, "2026-11-20 16:30:00"),  # a whole day ends on its own day
        ("2026-11-21 12:00:00", 8, "2026-11-23 16:30:00"),  # reported on a Saturday
        ("2026-11-20 22:00:00", 4, "2026-11-23 12:30:00"),
        ("2026-12-04 16:00:00", 1, "2026-12-08 09:00:00"),
    ],
)
def test_time_is_added_while_the_office_is_open(start: str, hours: int, end: str) -> None:
    assert add_working_seconds(np.array([at(start)]), hours * 3600).tolist() == [at(end)]


def test_seconds_are_those_of_a_walk_through_the_hours() -> None:
    start = datetime(2026, 11, 30, tzinfo=UTC)
    off = {date(2026, 12, 7), date(2026, 12, 10), date(2026, 12, 31), date(2027, 1, 1)}
    walked = 0
    zero = int(working_seconds(np.array([int(start.timestamp())]))[0])
    for step in range(2 * 24 * 36):
        moment = start + timedelta(minutes=30 * step)
        assert int(working_seconds(np.array([int(moment.timestamp())]))[0]) - zero == walked
        is_open = (
            timedelta(hours=8, minutes=30)
            <= timedelta(hours=moment.hour, minutes=moment.minute)
            < timedelta(hours=16, minutes=30)
        )
        if is_open and moment.weekday() < 5 and moment.date() not in off:
            walked += 1800
