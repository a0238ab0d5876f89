"""A crontab line means here what it means to cron: in Bangkok time, with Sunday as weekday 0 and 7."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from etl.calendar_th import BANGKOK

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_PART = re.compile(r"^(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d+))?$")
_LEAP_CYCLE_START = datetime(2024, 1, 1, tzinfo=BANGKOK)
_PLAIN = re.compile(r"^[\w*,/-]+$")


def make_trigger(line: str) -> CronTrigger:
    """Five cron fields -> an APScheduler trigger.

    APScheduler counts weekdays from Monday = 0, so the weekday field is spelled out in names. A line that restricts the
    day of the month and the weekday at once is refused: cron would run on either, APScheduler only on both.
    Raises ValueError.
    """
    fields = line.split()
    if len(fields) != 5:
        raise ValueError(f"it has {len(fields)} fields")
    minute, hour, day, month, weekday = fields
    if not all(_PLAIN.match(field) for field in fields):
        raise ValueError("only digits, names, * , - and / belong in it")
    if day != "*" and weekday != "*":
        raise ValueError("it names a day of the month and a weekday; name one of them")
    trigger = CronTrigger(
        minute=minute, hour=hour, day=day, month=month, day_of_week=spell_weekdays(weekday), timezone=BANGKOK
    )
    if trigger.get_next_fire_time(None, _LEAP_CYCLE_START) is None:
        raise ValueError("no such day ever comes")
    return trigger


def last_tick(line: str, now: datetime) -> datetime | None:
    """The latest instant of a cron line at or before `now`; null where it has none in the last five years."""
    trigger = make_trigger(line)
    for days in (1 / 24, 1, 8, 32, 367, 1830):
        tick = trigger.get_next_fire_time(None, now - timedelta(days=days))
        if tick is not None and tick <= now:
            break
    else:
        return None
    while (later := trigger.get_next_fire_time(tick, tick)) is not None and later <= now:
        tick = later
    return tick


def spell_weekdays(field: str) -> str:
    """cron's weekday field (`1-5`, `*/2`, `0,6`, `fri`) -> the names of its days, `*` when all."""
    days = {day for part in field.split(",") for day in _expand(part)}
    return "*" if len(days) == 7 else ",".join(_WEEKDAYS[day] for day in sorted(days))


def _expand(part: str) -> list[int]:
    found = _PART.match(part)
    if not found:
        raise ValueError(f"'{part}' is not a weekday")
    step = int(found["step"] or 1)
    if step < 1:
        raise ValueError(f"'{part}' has a step of 0")
    if found["first"] is None:
        return list(range(0, 7, step))
    first = _number(found["first"])
    last = _number(found["last"], is_last=True) if found["last"] else (6 if found["step"] else first)
    if last < first:
        raise ValueError(f"'{part}' runs backwards")
    return [day % 7 for day in range(first, last + 1, step)]


def _number(word: str, *, is_last: bool = False) -> int:
    if word.lower() in _WEEKDAYS:
        number = _WEEKDAYS.index(word.lower())
        return 7 if is_last and number == 0 else number  # fri-sun
    if word.isdigit() and int(word) <= 7:
        return int(word)
    raise ValueError(f"'{word}' is not a weekday: write 0 to 7 or sun to sat")
