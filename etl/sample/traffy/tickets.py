"""Traffy tickets made from the complaints and lives of the sample city, and their records as of an instant."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from etl.sample import places
from etl.sample.complaints import phrases
from etl.sample.complaints import words as own_words
from etl.sample.complaints.cases import Cases
from etl.sample.complaints.lives import ACCEPT, CREATE, MIDDLE, NEVER, REOPEN, REOPEN2, START, Lives, make_lives
from etl.sample.complaints.rows import references
from etl.sample.complaints.texts import make_details
from etl.sample.draws import Bools, Ints, Texts, texts
from etl.sample.traffy import words

LOCAL = 7 * 3600  # the records are in UTC


@dataclass(frozen=True)
class Tickets:
    """Tickets of Traffy; times are local seconds. `entered` and `states` have one column per step of a life."""

    numbers: Texts
    received: Ints
    cases: Cases
    lives: Lives
    entered: Ints
    states: Texts
    details: Texts

    def changes_within(self, after: int, until: int) -> Bools:
        """Whether anyone did anything to it after one instant and until the other."""
        times = np.column_stack([self.entered, self.lives.rated, self.lives.edited])
        return np.any((times > after) & (times <= until), axis=1)


def linked_tickets(cases: Cases) -> Tickets:
    """Those of the city's own complaints that came through Traffy and carry its number, but for a few typed wrong.

    The ticket is some minutes older than the complaint, and the officer tells Traffy within hours of the own system.
    """
    numbers = references(cases)
    at = np.flatnonzero((numbers != "") & ~cases.own.chance("number typed wrong", 0.015))
    cases, numbers = cases.take(at), numbers[at]
    lag = np.where(cases.own.chance("told at once", 0.7), 60, cases.own.integers("told Traffy after", 300, 9000))
    return _make(cases, numbers, cases.own.integers("passed on after", 120, 2400), lag)


def traffy_tickets(cases: Cases) -> Tickets:
    """Matters only Traffy knows: what a city of the same kind would have had through it."""
    at = np.flatnonzero((cases.channel == own_words.TRAFFY) & ~cases.is_test)
    cases = cases.take(at)
    nothing = np.zeros(len(cases), dtype=np.int64)
    return _make(
        cases, references(replace(cases, channel=np.full(len(cases), own_words.TRAFFY)), every=True), nothing, nothing
    )


def _make(cases: Cases, numbers: Texts, older_by: Ints, lag: Ints) -> Tickets:
    lives = make_lives(cases)
    received = cases.received - older_by
    entered = np.where(lives.entered == NEVER, NEVER, lives.entered + lag[:, None])
    entered[:, CREATE] = received
    return Tickets(numbers, received, cases, lives, entered, _states(cases, lives), _details(cases))


def _states(cases: Cases, lives: Lives) -> Texts:
    """The state word of each step; what needs money or a law goes through steps with names of their own."""
    named = texts(["", *(words.STATES[code][0] for code in range(1, 12))])
    states = named[lives.status]
    own = cases.own
    special = own.chance("special step", 0.12) & np.isin(
        lives.status[:, MIDDLE], [own_words.WAITING, own_words.FOLLOW_UP]
    )
    states[:, MIDDLE] = np.where(special, own.pick("which step", texts(words.IN_BUDGET)), states[:, MIDDLE])
    sent = own.chance("only sent", 0.25) & (lives.status[:, ACCEPT] > 0)
    states[:, ACCEPT] = np.where(sent, texts(["ส่งเรื่องแล้ว"]), states[:, ACCEPT])
    anew = own.chance("sent on anew", 0.3) & (lives.status[:, MIDDLE] == own_words.FORWARDED)
    states[:, MIDDLE] = np.where(anew, texts(["ส่งต่อ(ใหม่)"]), states[:, MIDDLE])
    return states


def _details(cases: Cases) -> Texts:
    details = make_details(cases)
    broken = cases.content.chance("writes in lines", 0.13)
    return np.where(broken, texts([d.replace(" ", "\n", 1) for d in details]), details)


def make_lines(tickets: Tickets, after: int, until: int) -> list[str]:
    """A JSON line for each ticket that changed after one instant and until the other, as it was at the latter.

    A few stand twice, as where pages overlap.
    """
    lines = []
    at = np.flatnonzero(tickets.changes_within(after, until) & (tickets.received <= until))
    columns = _columns(tickets, at, until)
    for row, twice in zip(zip(*columns.values(), strict=True), _twice(tickets, at), strict=True):
        line = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)
        lines += [line, line] if twice else [line]
    return lines


def _twice(tickets: Tickets, at: Any) -> list[bool]:
    twice: list[bool] = tickets.cases.own.take(at).chance("stands twice", 0.05).tolist()
    return twice


def _columns(tickets: Tickets, at: Any, now: int) -> dict[str, list[Any]]:
    """The fields of the records, in the order and with the dirt of the share API's."""
    cases, lives, own = tickets.cases.take(at), tickets.lives.take(at), tickets.cases.own.take(at)
    entered, states, received = tickets.entered[at], tickets.states[at], tickets.received[at]
    seen = (entered <= now) & (states != "")
    last = entered.shape[1] - 1 - np.argmax(seen[:, ::-1], axis=1)
    rows = np.arange(len(at))
    state = states[rows, last]
    rated = (lives.rated <= now) & (lives.stars > 0)
    edited = lives.edited <= now
    reopened = (seen[:, REOPEN].astype(int) + seen[:, REOPEN2]).tolist()
    types = _types(cases)
    place = [places.PLACES[n] for n in cases.place.tolist()]
    longitude, latitude = _coordinates(cases, place)
    is_finished = np.array([_code(word) == words.FINISH for word in state], dtype=bool)
    photo = [f"https://photos.traffy.sample.example/{number}.jpg" for number in tickets.numbers[at]]
    after = np.where(
        is_finished & own.chance("photo after", 0.75),
        texts([p.replace(".jpg", "-after.jpg") for p in photo]),
        texts([""]),
    )
    detail = np.where(
        edited, tickets.details[at] + own.pick("afterthought", texts(phrases.AFTERTHOUGHTS)), tickets.details[at]
    )
    times = np.column_stack([entered, lives.rated, lives.edited])
    last_activity = np.where(times <= now, times, 0).max(axis=1)
    return {
        "message_id": [str(100_000 + n) for n in cases.complaint_id.tolist()],
        "type": [",".join(t) for t in types],
        "org": _orgs(cases, lives, seen),
        "comment": detail.tolist(),
        "ticket_id": tickets.numbers[at].tolist(),
        "coords": [[lon, lat] for lon, lat in zip(longitude, latitude, strict=True)],
        "photo": photo,
        "after_photo": after.tolist(),
        "address": [
            f"{p.name} ตำบล {words.SUBDISTRICT} อำเภอ {words.DISTRICT} {words.PROVINCE} 40000 ประเทศไทย" for p in place
        ],
        "zone": [places.ZONES[p.zone - 1] for p in place],
        "subdistrict": [words.SUBDISTRICT] * len(at),
        "district": [words.DISTRICT] * len(at),
        "province": np.where(own.chance("province written", 0.003), f"จังหวัด{words.PROVINCE}", words.PROVINCE).tolist(),
        "timestamp": _moments(received, own.integers("micros", 0, 1_000_000)),
        "problem_type_abdul": ["{" + ",".join(t) + "}" for t in types],
        "status": _codes(own, state),
        "star": [
            str(stars) if given else None for stars, given in zip(lives.stars.tolist(), rated.tolist(), strict=True)
        ],
        "count_reopen": [str(times) if times else None for times in reopened],
        "state": state.tolist(),
        "last_activity": _moments(last_activity, np.zeros(len(at), dtype=np.int64)),
        "timeline": _timelines(own, entered, states, seen),
    }


def _timelines(own: Any, entered: Ints, states: Texts, seen: Bools) -> list[list[dict[str, str]]]:
    """The steps so far; of a few tickets nobody kept them, and only the present state is known."""
    lost = own.chance("no timeline", 0.006).tolist()
    found = []
    for row in range(len(entered)):
        steps = [] if lost[row] else np.flatnonzero(seen[row]).tolist()
        moments = _moments(entered[row, steps], np.zeros(len(steps), dtype=np.int64))
        found.append(
            [{"state": states[row, step], "timestamp": moment} for step, moment in zip(steps, moments, strict=True)]
        )
    return found


def _types(cases: Cases) -> list[list[str]]:
    """None for three tickets in ten, two or three for two in ten."""
    own = cases.own
    how_many = own.choose("how many types", [0.3, 0.5, 0.16, 0.04])
    third = own.pick("third type", texts(["เสนอแนะ", "ร้องเรียน", "ความปลอดภัย"]))
    return [
        list(dict.fromkeys([*words.CATEGORY_TYPES[category], more]))[:number]
        for category, number, more in zip(cases.category.tolist(), how_many.tolist(), third, strict=True)
    ]


def _orgs(cases: Cases, lives: Lives, seen: Bools) -> list[str]:
    """The city until somebody took it on; then the สำนัก/กอง, at times a second one or a body outside."""
    own = cases.own
    second = np.where(own.chance("second org", 0.06), (cases.department + 1) % len(words.ORGS), -1).tolist()
    outside = np.where(own.chance("outside org", 0.03), own.pick("which body", texts(words.OUTSIDE)), "").tolist()
    transferred = seen[:, START] | (lives.transferred == NEVER)
    departments = np.where(transferred, cases.department, lives.first_department).tolist()
    found = []
    for row, is_taken in enumerate((seen[:, ACCEPT] | seen[:, START]).tolist()):
        if not is_taken:
            found.append(words.CITY)
            continue
        further = [words.ORGS[second[row]]] if second[row] >= 0 else []
        found.append(",".join([words.ORGS[departments[row]], *further, *filter(None, [outside[row]])]))
    return found


def _coordinates(cases: Cases, place: list[places.Place]) -> tuple[list[str], list[str]]:
    """Written as text, longitude first."""
    own = cases.own
    east = np.array([p.longitude for p in place]) + 0.0022 * own.normal("east")
    north = np.array([p.latitude for p in place]) + 0.0022 * own.normal("north")
    return [f"{value:.5f}" for value in east.tolist()], [f"{value:.5f}" for value in north.tolist()]


def _code(state: str) -> str:
    return _CODES.get(state, "inprogress")


def _codes(own: Any, states: Texts) -> list[str]:
    """The code beside the state; a few say finished where the state does not, or the other way round."""
    differs = own.chance("code differs", 0.0065).tolist()
    codes = [_code(state) for state in states]
    other = {words.FINISH: "inprogress", "inprogress": words.FINISH, "report": "inprogress"}
    return [other[code] if differ else code for code, differ in zip(codes, differs, strict=True)]


_CODES = dict(words.STATES.values())


def _moments(times: Ints, micros: Ints) -> list[str]:
    """Local seconds as the API writes them: UTC, `+00`, zeros at the end of the fraction dropped."""
    found = []
    for second, micro in zip((times - LOCAL).tolist(), micros.tolist(), strict=True):
        moment = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%S")
        found.append(moment + (f".{micro:06d}".rstrip("0") if micro else "") + "+00")
    return found
