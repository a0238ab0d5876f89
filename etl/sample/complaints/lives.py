"""What happens to a complaint: its whole life, a pure function of the complaint; a build shows it up to its as-of.

Times are local seconds since 1970; NEVER for what does not happen. `entered` is when the system was told (so what a
build may see), `occurred` when it is said to have happened.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.sample import city
from etl.sample.city import DAY_SECONDS
from etl.sample.complaints import words
from etl.sample.complaints.cases import Cases
from etl.sample.draws import Bools, Draws, Floats, Ints

NEVER = 2**62
LIFE_DAYS = 430  # nothing happens to a complaint after that
CREATE, ACCEPT, START, MIDDLE, RESUME, CLOSE, REOPEN, CLOSE2, REOPEN2, CLOSE3 = range(10)
STEPS = 10


@dataclass(frozen=True)
class Lives:
    """The lives of the same complaints as a Cases; `entered`, `occurred`, `status` have one column per step."""

    entered: Ints
    occurred: Ints
    status: Ints  # 0 where the step does not happen
    reply: Ints
    rated: Ints
    stars: Ints
    transferred: Ints  # when the department was put right
    first_department: Ints
    edited: Ints  # a change that touches updated_at
    slipped: Ints  # a change made in the database that does not
    removed: Ints  # deleted from the database

    def take(self, positions: npt.NDArray[Any]) -> Lives:
        """The lives at some positions, in that order."""
        return Lives(*(getattr(self, f.name)[positions] for f in fields(self)))

    def last_change(self, now: int) -> Ints:
        """When updated_at says the complaint last changed, as of now."""
        times = np.column_stack([self.entered, self.reply, self.rated, self.transferred, self.edited])
        return np.where(times <= now, times, 0).max(axis=1)

    def changes_within(self, after: int, until: int) -> Bools:
        """Whether anything happens to it after one instant and until the other."""
        times = np.column_stack(
            [self.entered, self.reply, self.rated, self.transferred, self.edited, self.slipped, self.removed]
        )
        return np.any((times > after) & (times <= until), axis=1)


def make_lives(cases: Cases) -> Lives:
    d = cases.own
    status = _steps(cases)
    entered = _step_times(cases, status)
    removed = np.where(
        cases.is_test | d.chance("removed", 0.0008), cases.created + _days(0.3 + d.uniform("removed after") * 15), NEVER
    )
    entered = np.where(entered <= removed[:, None], entered, NEVER)
    status = np.where(entered == NEVER, 0, status)
    final = _final_closing(entered, status)
    is_finished = (status[:, CLOSE] == words.FINISHED) & (final < NEVER)
    late = final - cases.received > words.STANDARD_DAYS[cases.urgency] * DAY_SECONDS
    rated = np.where(
        is_finished & d.chance("rates", 0.36), final + _days(d.uniform("rated after") ** 2 * 11) + 900, NEVER
    )
    end = np.minimum(removed, cases.created + LIFE_DAYS * DAY_SECONDS)
    wrong_first = d.chance("sent wrong", 0.035) & (status[:, START] > 0)
    edited = np.where(d.chance("edited", 0.03), cases.created + _days(d.uniform("edited after") ** 2 * 45) + 600, NEVER)
    slipped = np.where(d.chance("slipped", 0.008), cases.created + _days(1 + d.uniform("slipped after") * 40), NEVER)
    return Lives(
        entered=entered,
        occurred=_told_late(d, entered),
        status=status,
        reply=_until(end, _replies(cases, entered)),
        rated=_until(end, rated),
        stars=_stars(d, cases.department, late),
        transferred=np.where(wrong_first, entered[:, START], NEVER),
        first_department=np.where(wrong_first, d.integers("wrong one", 0, 3), cases.department),
        edited=_until(end, edited),
        slipped=_until(end, slipped),
        removed=removed,
    )


def _days(days: Floats) -> Ints:
    return (days * DAY_SECONDS).astype(np.int64)


def _until(end: Ints, times: Ints) -> Ints:
    return np.where(times < end, times, NEVER)


def _steps(cases: Cases) -> Ints:
    """The status each step leads to; 0 where it does not happen."""
    d = cases.own
    ending = np.array(
        [words.FINISHED, words.UNRESOLVED, words.IRRELEVANT, words.NOT_ACCEPTED, words.CANCELLED, 0], dtype=np.int64
    )[d.choose("ending", [0.9287, 0.016, 0.021, 0.017, 0.0165, 0.0008])]
    refused = np.isin(ending, [words.IRRELEVANT, words.NOT_ACCEPTED, words.CANCELLED])
    steps = np.zeros((len(cases), STEPS), dtype=np.int64)
    steps[:, CREATE] = words.NEW
    steps[:, ACCEPT] = np.where(d.chance("accepts", 0.80), words.ACCEPTED, 0)
    steps[:, START] = np.where(d.chance("starts", np.where(refused, 0.12, 0.72)), words.IN_PROGRESS, 0)
    steps[:, MIDDLE] = np.where(refused, 0, _middle(cases))
    resumes = (steps[:, MIDDLE] == words.WAITING) | ((steps[:, MIDDLE] > 0) & d.chance("resumes", 0.3))
    steps[:, RESUME] = np.where(resumes, words.IN_PROGRESS, 0)
    steps[:, CLOSE] = ending
    reopens = (ending == words.FINISHED) & d.chance("reopens", _reopen_share(cases))
    again = reopens & d.chance("reopens again", 0.07)
    steps[:, REOPEN] = np.where(reopens, words.IN_PROGRESS, 0)
    steps[:, CLOSE2] = np.where(reopens & d.chance("closes again", 0.985), words.FINISHED, 0)
    again &= steps[:, CLOSE2] > 0
    steps[:, REOPEN2] = np.where(again, words.IN_PROGRESS, 0)
    steps[:, CLOSE3] = np.where(again, words.FINISHED, 0)
    return steps


def _middle(cases: Cases) -> Ints:
    d = cases.own
    forwarded = d.chance("forwarded", np.array([c.forwarded for c in words.CATEGORIES])[cases.category])
    other = np.array([words.WAITING, words.FOLLOW_UP, 0])[d.choose("middle", [0.04, 0.045, 0.915])]
    return np.where(forwarded, words.FORWARDED, other)


def _reopen_share(cases: Cases) -> Floats:
    by_department = np.array([0.072, 0.032, 0.045, 0.05, 0.02, 0.04, 0.03, 0.05])
    return by_department[cases.department]


def _pace(cases: Cases) -> Floats:
    """Median days to close: by department and how it fares that year, category, urgency, high water."""
    years = city.years_since_start(cases.day)
    by_department = np.stack([np.interp(years, *np.array(d.median_days).T) for d in words.DEPARTMENTS])
    days = by_department[cases.department, np.arange(len(cases))]
    days = days * np.array([c.pace for c in words.CATEGORIES])[cases.category]
    days = days * np.array([1.0, 0.5, 0.22, 2.1])[cases.urgency]
    flooded = 1 + 0.3 * city.flood(cases.day)
    return days * np.where(cases.department == 0, flooded, 1.0)


def _days_to_close(cases: Cases, ending: Ints) -> Floats:
    d = cases.own
    usual = _pace(cases) * d.lognormal("pace", 0.78)
    drags = d.chance("drags", np.array([x.late for x in words.DEPARTMENTS])[cases.department])
    days = np.where(drags, 40 + 290 * d.uniform("drags for") ** 2, usual)
    quick = np.isin(ending, [words.IRRELEVANT, words.NOT_ACCEPTED, words.CANCELLED])
    return np.clip(np.where(quick, 1.4 * d.lognormal("refused after", 0.8), days), 0.03, 350.0)


def _step_times(cases: Cases, status: Ints) -> Ints:
    """When the system is told of each step: in order, mostly in office hours, none after LIFE_DAYS."""
    d, created = cases.own, cases.created
    ahead = city.years_since_start(cases.day)
    hours = np.where(
        (cases.channel == words.PHONE) | (cases.channel == words.WALK_IN), 0.6, np.interp(ahead, [0, 5.2], [9.0, 3.5])
    )
    accept = created + (hours * 3600 * d.lognormal("accept", 1.0)).astype(np.int64) + 120
    start = accept + (8 * 3600 * d.lognormal("start", 1.0)).astype(np.int64)
    close = cases.received + _days(_days_to_close(cases, status[:, CLOSE]))
    reopen = _days(0.4 + 9 * d.uniform("reopened after") ** 2)
    reclose = _days(3.8 * np.minimum(d.lognormal("closed again after", 0.8), 6))
    planned = [
        created, np.minimum(accept, np.maximum(close, accept - 2 * DAY_SECONDS)),
        np.minimum(start, np.maximum(close, accept)), created + ((close - created) * 0.55).astype(np.int64),
        created + ((close - created) * 0.75).astype(np.int64), close, reopen, reclose, reopen, reclose,
    ]  # fmt: skip
    times = np.full((len(cases), STEPS), NEVER, dtype=np.int64)
    times[:, CREATE] = created
    before = created
    for step in range(ACCEPT, STEPS):
        at = before + planned[step] if step > CLOSE else planned[step]
        off_hours = d.chance(f"off hours {step}", 0.06) if step != REOPEN else d.chance("reopened any time", 0.7)
        at = np.where(off_hours, at, city.in_office(at, d.uniform(f"desk {step}")))
        at = np.maximum(at, before + 60 + d.integers(f"gap {step}", 0, 600))
        happens = (status[:, step] > 0) & (at < created + LIFE_DAYS * DAY_SECONDS)
        if step > CLOSE:
            happens &= times[:, step - 1] < NEVER
        times[:, step] = np.where(happens, at, NEVER)
        before = np.where(happens, at, before)
    return times


def _told_late(d: Draws, entered: Ints) -> Ints:
    """Some closings are typed in a day or two after they happened."""
    occurred = entered.copy()
    earlier = entered[:, CLOSE] - _days(0.5 + 2 * d.uniform("told late by"))
    tells = d.chance("told late", 0.02) & (entered[:, CLOSE] < NEVER) & (earlier > entered[:, CREATE])
    occurred[:, CLOSE] = np.where(tells, earlier, entered[:, CLOSE])
    return occurred


def _final_closing(entered: Ints, status: Ints) -> Ints:
    """When the last closing of the whole life is entered; NEVER if it ends open."""
    closed = np.where(entered[:, CLOSE3] < NEVER, entered[:, CLOSE3], entered[:, CLOSE2])
    return np.where(status[:, REOPEN] > 0, closed, entered[:, CLOSE])


def _replies(cases: Cases, entered: Ints) -> Ints:
    d = cases.own
    median = np.array([x.reply_days for x in words.DEPARTMENTS])[cases.department]
    years = city.years_since_start(cases.day)
    better = np.interp(years, [0, 5.2], [1.25, 0.85])
    at = cases.created + _days(median * better * d.lognormal("replies", 0.85)) + 300
    at = city.in_office(
        np.minimum(at, np.where(entered[:, CLOSE] < NEVER, entered[:, CLOSE], at)), d.uniform("reply desk")
    )
    return np.where(d.chance("replied", 0.965), at, NEVER)


def _stars(d: Draws, department: Ints, late: Bools) -> Ints:
    """1 to 5: people who waited too long are harsher, and some departments are liked better."""
    liking = np.array([-0.35, 0.25, 0.1, 0.0, 0.3, 0.15, 0.1, -0.25])[department]
    score = 4.25 + liking - np.where(late, 1.05, 0.0) + 1.05 * d.normal("stars")
    return np.clip(np.round(score), 1, 5).astype(np.int64)
