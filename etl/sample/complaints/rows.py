"""Complaints and their lives as rows of tb_complaint as of an instant, with the dirt such rows have."""

from __future__ import annotations

from typing import Any

import numpy as np

from etl.calendar_th import from_day_number
from etl.sample import city, people, places
from etl.sample.city import DAY_SECONDS
from etl.sample.complaints import phrases, schema, words
from etl.sample.complaints.cases import Cases
from etl.sample.complaints.lives import ACCEPT, CLOSE, CLOSE2, CLOSE3, CREATE, NEVER, REOPEN, REOPEN2, START, Lives
from etl.sample.complaints.texts import make_details, make_places
from etl.sample.draws import Bools, Draws, Ints, Texts, texts

CLOSINGS = (CLOSE, CLOSE2, CLOSE3)
_LAST = city.FIRST_DAY + 40 * 366
_DATES = texts([from_day_number(n).isoformat() for n in range(city.FIRST_DAY - 400, _LAST)])
_CLOCK = texts([f" {s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY_SECONDS)])
CODES = texts([f"{n:02d}" for n in range(100)])
STATUS_NAMES = texts([words.STATUSES.get(n, "") for n in range(100)])
_DEPARTMENTS = texts([d.name for d in words.DEPARTMENTS])
_CATEGORIES = texts([c.name for c in words.CATEGORIES])
_CHANNELS = texts([c.name for c in words.CHANNELS])
_ZONES = texts(["", *places.ZONES])
_PLACE_ZONE = np.array([p.zone for p in places.PLACES])
_BY_ZONE = [[c.number for c in places.COMMUNITIES if c.zone == z] for z in range(1, 5)]
_COMMUNITIES = texts(["", *(c.name for c in places.COMMUNITIES)])
_REFERENCE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NONE = texts([None])


def moments(times: Ints) -> Texts:
    """Local seconds as YYYY-MM-DD HH:MM:SS; NEVER as the zero date."""
    never = times == NEVER
    at = np.where(never, city.FIRST_DAY * DAY_SECONDS, times)
    written = _DATES[at // DAY_SECONDS - city.FIRST_DAY + 400] + _CLOCK[at % DAY_SECONDS]
    return np.where(never, texts([schema.ZERO]), written)


def _until(now: int, times: Ints) -> Ints:
    return np.where(times <= now, times, NEVER)


def header_statuses(cases: Cases, lives: Lives, now: int) -> tuple[Ints, Ints]:
    """The header's (status, time of the closing it believes in) as of now; a few lag behind or contradict the log."""
    seen = np.where(lives.entered <= now, lives.status, 0)
    forgotten = cases.own.chance("closing not in header", 0.001)
    seen[:, CLOSE] = np.where(forgotten & (seen[:, REOPEN] == 0), 0, seen[:, CLOSE])
    status = seen[:, CREATE].copy()
    closed = np.full(len(cases), NEVER)
    keeps = cases.own.chance("keeps old closing date", 0.5)
    for step in range(1, seen.shape[1]):
        happened = seen[:, step] > 0
        status = np.where(happened, seen[:, step], status)
        if step in CLOSINGS:
            closed = np.where(happened, lives.occurred[:, step], closed)
        elif step in (REOPEN, REOPEN2):
            closed = np.where(happened & ~keeps, NEVER, closed)
    return np.where(cases.own.chance("impossible status", 0.0002), words.IMPOSSIBLE, status), closed


def make_complaint_rows(cases: Cases, lives: Lives, now: int) -> list[tuple[Any, ...]]:
    """Rows of tb_complaint as of now, in the order of the table's columns."""
    columns = _columns(cases, lives, now)
    lists = [columns[c.name].tolist() for c in schema.complaint.columns]
    return list(zip(*lists, strict=True))


def _columns(cases: Cases, lives: Lives, now: int) -> dict[str, Any]:
    own = cases.own
    status, closed = header_statuses(cases, lives, now)
    community = _communities(cases)
    category = _category(cases, lives, now)
    department = _department(cases, lives, now)
    located = own.chance("located", np.array([c.located for c in words.CHANNELS])[cases.channel])
    rated = (lives.rated <= now) & (lives.stars > 0)
    reopened = (lives.entered[:, [REOPEN, REOPEN2]] <= now).sum(axis=1)
    return {
        "complaint_id": cases.complaint_id,
        "complaint_no": _official_numbers(cases),
        "traffy_ref": _typed_references(cases),
        "receive_date": _received(cases),
        "accept_date": moments(_until(now, _accepted(lives))),
        "reply_date": moments(_until(now, lives.reply)),
        "due_date": _due(cases),
        "finish_date": _finished(cases, closed),
        "status_code": CODES[status],
        "status_name": STATUS_NAMES[status],
        "urgency": np.where(own.chance("urgency not set", 0.003), 0, cases.urgency + 1),
        "dept_id": department + 1,
        "dept_name": _department_names(own, department),
        "cat_id": category + 1,
        "cat_name": _category_names(own, category),
        "channel_id": cases.channel + 1,
        "channel_name": _channel_names(own, cases.channel),
        "zone_name": _ZONES[np.where(own.chance("no zone", 0.02), 0, _PLACE_ZONE[cases.place])],
        "community_id": community,
        "community_name": _COMMUNITIES[community],
        "place": make_places(cases),
        "detail": _details(cases, lives, now),
        "lat": _coordinate(own, "lat", np.array([p.latitude for p in places.PLACES])[cases.place], located),
        "lon": _coordinate(own, "lon", np.array([p.longitude for p in places.PLACES])[cases.place], located),
        "complainant_name": people.names(own, "complainant"),
        "complainant_tel": np.where(own.chance("no phone", 0.12), texts([""]), people.phones(own, "complainant")),
        "complainant_idcard": np.where(own.chance("card", 0.15), people.id_numbers(own, "complainant"), texts([""])),
        "officer_name": officers(own, department),
        "star": np.where(rated, np.where(own.chance("nine stars", 0.0006), 9, lives.stars).astype(object), NONE),
        "reopen_count": np.where((reopened == 0) & own.chance("no count", 0.3), NONE, reopened.astype(object)),
        "created_at": moments(cases.created),
        "updated_at": moments(lives.last_change(now)),
    }  # fmt: skip


def officers(draws: Draws, department: Ints) -> Texts:
    """Six people in each department."""
    seat = department * 6 + draws.integers("officer", 0, 6)
    return people.names(Draws.of(77, np.arange(len(words.DEPARTMENTS) * 6)), "officer")[seat]


def _official_numbers(cases: Cases) -> Texts:
    pairs = zip((cases.fiscal_year % 100).tolist(), cases.number.tolist(), strict=True)
    return texts([f"คร{year}/{number:05d}" for year, number in pairs])


def references(cases: Cases, *, every: bool = False) -> Texts:
    """The number the matter has in Traffy Fondue, as 2023-4K7XQP; '' where it is not known there (`every`: no such)."""
    own = cases.own
    has = np.where(cases.channel == words.TRAFFY, own.chance("reference", 0.93), own.chance("reference", 0.012))
    letters = texts(list(_REFERENCE))
    written = np.char.mod("%d-", (cases.day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970))
    reference = written.astype(object)
    for n in range(6):
        reference = reference + own.pick(f"letter {n}", letters)
    return np.where(has | every, reference, texts([""]))


def _typed_references(cases: Cases) -> Texts:
    """As staff typed them: a few in small letters or with a blank."""
    reference = references(cases)
    small = texts([number.lower() for number in reference])
    reference = np.where(cases.own.chance("small letters", 0.03), small, reference)
    return np.where(cases.own.chance("blank typed", 0.02) & (reference != ""), " " + reference, reference)


def _received(cases: Cases) -> Texts:
    """Mostly right; a very few are zero, or carry a Buddhist year inside the DATETIME."""
    own = cases.own
    written = moments(cases.received)
    wrong = own.chance("buddhist year", 0.00012)
    for at in np.flatnonzero(wrong & (cases.received // DAY_SECONDS % 7 != 0)):
        if written[at][5:10] != "02-29":
            written[at] = f"{int(written[at][:4]) + 543}{written[at][4:]}"
    return np.where(own.chance("no receipt", 0.0003), texts([schema.ZERO]), written)


def _accepted(lives: Lives) -> Ints:
    accept, start = lives.entered[:, ACCEPT], lives.entered[:, START]
    return np.where(accept < NEVER, accept, start)


def _due(cases: Cases) -> Texts:
    own = cases.own
    days = words.STANDARD_DAYS[cases.urgency] + np.where(own.chance("extended", 0.03), 7, 0)
    due = cases.received // DAY_SECONDS + days
    return np.where(own.chance("no due date", 0.06), texts([schema.ZERO_DATE]), _DATES[due - city.FIRST_DAY + 400])


def _finished(cases: Cases, closed: Ints) -> Texts:
    """The closing time; some were never filled in, a few lie before the receipt."""
    own = cases.own
    typed_wrong = own.chance("closed before received", 0.0015) & (closed < NEVER)
    closed = np.where(typed_wrong, cases.received - own.integers("by", 3600, 5 * DAY_SECONDS), closed)
    return moments(np.where(own.chance("no closing date", 0.010), NEVER, closed))


def _department(cases: Cases, lives: Lives, now: int) -> Ints:
    department = np.where(lives.transferred <= now, cases.department, lives.first_department)
    department = np.where((lives.transferred == NEVER), cases.department, department)
    slip = (lives.slipped <= now) & cases.own.chance("slips department", 0.5)
    return np.where(slip, (department + 1) % len(words.DEPARTMENTS), department)


def _category(cases: Cases, lives: Lives, now: int) -> Ints:
    number = len(words.CATEGORIES)
    category = np.where(
        (lives.edited <= now) & cases.own.chance("edits category", 0.3), (cases.category + 2) % number, cases.category
    )
    return np.where(
        (lives.slipped <= now) & ~cases.own.chance("slips department", 0.5), (category + 1) % number, category
    )


def _department_names(own: Draws, department: Ints) -> Texts:
    names = _DEPARTMENTS[department]
    varies = own.chance("department written", 0.11)
    for code, one in enumerate(words.DEPARTMENTS):
        at = np.flatnonzero(varies & (department == code))
        names[at] = own.take(at).pick("spelling", texts(one.variants))
    return np.where(own.chance("no department", 0.006), texts([""]), names)


def _category_names(own: Draws, category: Ints) -> Texts:
    names = _CATEGORIES[category]
    other = texts([words.SPELLINGS.get(n, n) for n in _CATEGORIES])[category]
    names = np.where(own.chance("category written", 0.04), other, names)
    return np.where(own.chance("category not known", 0.0015), texts(["ไม่แน่ใจ"]), names)


def _channel_names(own: Draws, channel: Ints) -> Texts:
    odd = own.pick("channel word", texts(words.UNKNOWN_CHANNELS))
    return np.where(own.chance("odd channel", 0.003), odd, _CHANNELS[channel])


def _communities(cases: Cases) -> Ints:
    zone = _PLACE_ZONE[cases.place] - 1
    sizes = np.array([len(z) for z in _BY_ZONE])
    seat = (cases.content.uniform("community") ** 1.6 * sizes[zone]).astype(np.int64)
    numbers = np.zeros((4, sizes.max()), dtype=np.int64)
    for z, members in enumerate(_BY_ZONE):
        numbers[z, : len(members)] = members
    return np.where(cases.own.chance("no community", 0.08), 0, numbers[zone, seat])


def _details(cases: Cases, lives: Lives, now: int) -> Texts:
    detail = make_details(cases)
    return np.where(lives.edited <= now, detail + cases.own.pick("afterthought", texts(phrases.AFTERTHOUGHTS)), detail)


def _coordinate(own: Draws, axis: str, centre: Any, located: Bools) -> Any:
    return np.where(located, np.round(centre + 0.0022 * own.normal(axis), 6), 0.0)
