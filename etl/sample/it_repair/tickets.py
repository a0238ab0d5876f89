"""The sample repair requests: what came in on each day, and the whole life of each, a pure function of its day.

Times are local seconds since 1970; NEVER for what does not happen. A row shows of a life what lies before its instant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.calendar_th import fiscal_year_be, from_day_number
from etl.sample import city
from etl.sample.city import FIRST_DAY, in_office
from etl.sample.draws import Bools, Draws, Floats, Ints
from etl.sample.it_repair import words
from etl.sample.it_repair.assets import in_use_by_year, make_assets
from etl.sample.it_repair.stamps import NEVER
from etl.working_time import DAY_SECONDS, add_working_seconds, count_working_days

SEED = 2569
A_DAY = 6.1  # requests of a working day in the first year
GROWTH = 0.03  # a year
REPORT, ACCEPT, START, WAIT, RESUME, SEND, FINISH, DELIVER = range(8)
STEPS = 8
STEP_STATUS = np.array([
    words.REPORTED, words.ACCEPTED, words.REPAIRING, words.WAITING, words.REPAIRING, words.OUTSIDE, words.FINISHED,
    words.DELIVERED,
])  # fmt: skip


@dataclass(frozen=True)
class Tickets:
    """Every request until a day, in order of job_id (position + 1)."""

    day: Ints
    fiscal_year: Ints
    number: Ints  # running in the fiscal year
    kind: Ints
    asset: Ints  # position in the register, -1 where none is named
    device: Ints  # hd_device_type id - 1
    department: Ints
    symptom: Ints
    urgency: Ints  # 0 to 3
    times: Ints  # a column per step
    status: Ints  # a column per step, 0 where it does not happen
    fixed_before: Ints  # when it was really fixed, where the request was written only afterwards
    rated: Ints
    edited: Ints  # a change that touches updated_at
    slipped: Ints  # a change made in the database that does not
    removed: Ints
    own: Draws

    def __len__(self) -> int:
        return len(self.day)


def make_tickets(last_day: int) -> Tickets:
    """What is drawn for a request does not depend on `last_day`."""
    days = np.arange(FIRST_DAY, last_day + 1)
    level = A_DAY * (1 + GROWTH * city.years_since_start(days)) * np.where(city.is_workday(days), 1.0, 0.06)
    chance = Draws.of(SEED, days)
    counts = np.maximum(0, np.round(level + np.sqrt(level) * chance.normal("volume"))).astype(np.int64)
    day = np.repeat(days, counts)
    index = np.arange(len(day)) - np.repeat(np.cumsum(counts) - counts, counts)
    own = Draws.of(SEED, day, index)
    reported = day * DAY_SECONDS + _clock(own)
    order = np.lexsort((index, reported))
    day, own, reported = day[order], own.take(order), reported[order]
    years = np.array([fiscal_year_be(from_day_number(n)) for n in days.tolist()])
    fiscal_year = np.repeat(years, counts)[order]
    kind = own.choose("kind", words.KIND_WEIGHTS) + 1
    asset, device, symptom = _repeat(own, *_faults(own, fiscal_year, kind))
    urgency = own.choose("urgency", words.URGENCY_WEIGHTS)
    times, status, before = _lives(own, reported, kind, urgency)
    is_test = own.chance("test entry", 0.004)
    removed = np.where(is_test, reported + 3600 + own.integers("removed after", 0, 5 * DAY_SECONDS), NEVER)
    done = times[:, DELIVER]
    rated = np.where(own.chance("rates", 0.34), done + own.integers("rated after", 600, 6 * DAY_SECONDS), NEVER)
    own_department = own.choose("department", words.DEPARTMENT_WEIGHTS)
    return Tickets(
        day=day,
        fiscal_year=fiscal_year,
        number=_number_in_year(fiscal_year),
        kind=kind,
        asset=asset,
        device=device,
        department=np.where(asset >= 0, make_assets().department[asset], own_department),
        symptom=symptom,
        urgency=urgency,
        times=times,
        status=status,
        fixed_before=before,
        rated=np.where(done < NEVER, rated, NEVER),
        edited=np.where(
            own.chance("edited", 0.03), reported + own.integers("edited after", 900, 20 * DAY_SECONDS), NEVER
        ),
        slipped=np.where(own.chance("slipped", 0.006), reported + own.integers("slips", 9000, 30 * DAY_SECONDS), NEVER),
        removed=removed,
        own=own,
    )


def _clock(own: Draws) -> Ints:
    """Most in office hours, some early or late."""
    office = city.OPENS + (own.uniform("clock") * (city.CLOSES - city.OPENS)).astype(np.int64)
    return np.where(own.chance("odd hour", 0.05), own.integers("hour", 6 * 3600, 22 * 3600), office)


def _number_in_year(fiscal_year: Ints) -> Ints:
    _, first, counts = np.unique(fiscal_year, return_index=True, return_counts=True)
    return np.arange(len(fiscal_year)) - np.repeat(first, counts) + 1


def _faults(own: Draws, fiscal_year: Ints, kind: Ints) -> tuple[Ints, Ints, Ints]:
    """Which machine, what kind of device, which symptom (numbers)."""
    asset = np.full(len(kind), -1)
    names_machine = (kind != words.SERVICE) & own.chance("names machine", np.where(kind == words.REPAIR, 0.88, 0.45))
    for year in np.unique(fiscal_year).tolist():
        there, running = in_use_by_year()[year]
        rows = np.flatnonzero((fiscal_year == year) & names_machine)
        pick = np.searchsorted(running[:-1], own.take(rows).uniform("machine"), side="right")
        asset[rows] = there[pick]
    by_share = own.choose("device", [d.share * d.failures for d in words.DEVICES])
    device = np.where(kind == words.NETWORK, words.NETWORK_DEVICE, by_share)
    device = np.where(kind == words.SOFTWARE, words.SOFTWARE_ID - 1, device)
    device = np.where(kind == words.SERVICE, words.OTHER_ID - 1, device)
    device = np.where(asset >= 0, make_assets().device[asset], device)
    symptom = own.choose_by("symptom", np.vstack([words.BY_DEVICE, words.OF_SOFTWARE, words.OF_SOFTWARE]), device)
    symptom = np.where(kind == words.SOFTWARE, own.choose("software symptom", words.OF_SOFTWARE), symptom)
    symptom = np.where(kind == words.NETWORK, words.SYMPTOMS.index("เชื่อมต่อเครือข่ายไม่ได้"), symptom)
    return asset, device, np.where(kind == words.SERVICE, words.SYMPTOMS.index("อื่นๆ"), symptom)


def _repeat(own: Draws, asset: Ints, device: Ints, symptom: Ints) -> tuple[Ints, Ints, Ints]:
    """Some faults are not gone: the same machine and symptom again, days or weeks later."""
    back = np.arange(len(asset)) - own.integers("earlier", 9, 120)
    earlier = np.maximum(back, 0)
    again = own.chance("again", 0.055) & (back >= 0) & (asset >= 0) & (asset[earlier] >= 0)
    return tuple(np.where(again, part[earlier], part) for part in (asset, device, symptom))  # type: ignore[return-value]


def _lives(own: Draws, reported: Ints, kind: Ints, urgency: Ints) -> tuple[Ints, Ints, Ints]:
    """Times and statuses of the steps, and when a request written afterwards was really fixed."""
    ending = np.array([words.FINISHED, words.CANCELLED, words.BEYOND, 0])[own.choose("ending", [9475, 220, 290, 15])]
    is_repair = (kind == words.REPAIR) & (ending != words.CANCELLED)
    waits = is_repair & own.chance("waits", 0.12)
    sent = is_repair & ~waits & own.chance("sent", 0.085)
    written_after = (ending == words.FINISHED) & ~waits & ~sent & own.chance("written after", 0.05)
    times = np.full((len(reported), STEPS), NEVER)
    times[:, REPORT] = reported
    accept = in_office(reported + _hours(1.1 * own.lognormal("accept", 1.1)) + 300, own.uniform("accept desk"))
    start = in_office(accept + _hours(0.7 * own.lognormal("start", 1.0)) + 60, own.uniform("start desk"))
    wait = in_office(start + _hours(0.3 + own.uniform("wait from")), own.uniform("wait desk"))
    resume = in_office(wait + _days(7.5 * own.lognormal("waits for", 0.6)), own.uniform("resume desk"))
    send = in_office(start + _hours(0.5 + 5 * own.uniform("send from")), own.uniform("send desk"))
    base = np.where(waits, resume, np.where(sent, send, start))
    finish = in_office(base + _days(_pace(own, reported, urgency, sent)) + 300, own.uniform("finish desk"))
    finish = np.where(ending == words.CANCELLED, accept + 600, finish)
    for step, at, happens in (
        (ACCEPT, accept, np.ones_like(waits)), (START, start, ending != words.CANCELLED), (WAIT, wait, waits),
        (RESUME, resume, waits), (SEND, send, sent), (FINISH, finish, ending > 0),
        (DELIVER, in_office(finish + _hours(2 * own.lognormal("deliver", 1.2)) + 60, own.uniform("deliver desk")),
         (ending == words.FINISHED) & ~own.chance("not handed over", 0.02)),
    ):  # fmt: skip
        times[:, step] = np.where(happens, at, NEVER)
    skipped = written_after[:, None] & (np.arange(STEPS) > REPORT) & (np.arange(STEPS) < FINISH)
    times = np.where(skipped, NEVER, times)
    times[:, FINISH] = np.where(written_after, reported + 240, times[:, FINISH])
    times[:, DELIVER] = np.where(written_after & (times[:, DELIVER] < NEVER), reported + 300, times[:, DELIVER])
    status = np.where(times < NEVER, STEP_STATUS, 0)
    status[:, FINISH] = np.where(times[:, FINISH] < NEVER, ending, 0)
    before = reported - own.integers("fixed before", 900, 2 * DAY_SECONDS)
    return times, status, np.where(written_after, before, NEVER)


def _pace(own: Draws, reported: Ints, urgency: Ints, sent: Bools) -> Floats:
    """Days of work: quicker when urgent, better with the years; a few drag on."""
    years = city.years_since_start(reported // DAY_SECONDS)
    usual = np.interp(years, [0, 2.4, 3.4, 5.2], [0.95, 1.15, 0.85, 0.68]) * np.array([0.16, 0.5, 1.0, 1.7])[urgency]
    days = usual * own.lognormal("pace", 0.95)
    days = np.where(sent, 6.5 * own.lognormal("outside for", 0.6), days)
    return np.where(own.chance("drags", 0.012), 25 + 150 * own.uniform("drags for") ** 2, days)


def _hours(hours: Floats) -> Ints:
    return (hours * 3600).astype(np.int64)


def _days(days: Floats) -> Ints:
    return (days * DAY_SECONDS).astype(np.int64)


def waited_days(tickets: Tickets, now: int) -> Ints:
    """Working days spent waiting for parts, as the system books them when the parts are there."""
    over = tickets.times[:, RESUME] <= now
    wait, resume = (np.where(over, tickets.times[:, step], 0) // DAY_SECONDS for step in (WAIT, RESUME))
    waited: Ints = count_working_days(resume) - count_working_days(wait)
    return waited


def due_times(tickets: Tickets, now: int) -> Ints:
    """When each request should be done, moved on by the wait; NEVER while it waits."""
    hours = words.STANDARD_HOURS[tickets.urgency] + 8 * waited_days(tickets, now)
    due = add_working_seconds(tickets.times[:, REPORT], hours * 3600)
    waits = (tickets.times[:, WAIT] <= now) & (tickets.times[:, RESUME] > now)
    return np.where(waits, NEVER, due)
