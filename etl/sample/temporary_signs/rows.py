"""Every row of the sample sign system as it stands at an instant, with the dirt such rows have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Table

from etl.calendar_th import day_number, fiscal_year_be, from_day_number
from etl.sample import people, places
from etl.sample.city import DAY_SECONDS
from etl.sample.draws import Bools, Draws, Ints, Texts, texts
from etl.sample.temporary_signs import schema, words
from etl.sample.temporary_signs.applications import (
    APPROVED,
    CANCELLED,
    Applications,
    is_there,
    make_applications,
    signs_known,
)
from etl.sample.temporary_signs.dates import NEVER, write_be, write_be_days, write_ce
from etl.sample.temporary_signs.findings import Findings, make_findings
from etl.sample.temporary_signs.removals import Deposits, Removals, make_removals

Rows = dict[Table, list[tuple[Any, ...]]]
# before that day the table had no last_update; old rows hold the zero date until somebody edits them
TOUCHED_SINCE = day_number(date(2021, 12, 15)) * DAY_SECONDS
# since then a new page for the counter writes Common Era years where it is not looked after
NEW_PAGE = day_number(date(2024, 7, 1)) * DAY_SECONDS


def tables_at(now: int) -> Rows:
    """All tables at a local second, each row in the order of its table's columns."""
    applications = make_applications(now // DAY_SECONDS)
    removals, deposits = make_removals(applications)
    return {
        schema.kind: [(n, k.name, float(k.fee), k.lengths[-1][0]) for n, k in enumerate(words.KINDS, start=1)],
        schema.request: _request_rows(applications, deposits, now),
        schema.removal: _removal_rows(removals, now),
        schema.finding: _finding_rows(make_findings(now // DAY_SECONDS), now),
    }


def _until(now: int, *times: Ints) -> list[Ints]:
    return [np.where(at <= now, at, NEVER) for at in times]


def _last(*times: Ints) -> Ints:
    """The latest of what has happened."""
    return np.max([np.where(at < NEVER, at, 0) for at in times], axis=0)


def _touched(times: Ints) -> Texts:
    return write_ce(np.where(times < TOUCHED_SINCE, NEVER, times))


def _rows_of(table: Table, columns: dict[str, Any], there: Bools) -> list[tuple[Any, ...]]:
    kept = np.flatnonzero(there)
    values = [np.asarray(columns[c.name])[kept].tolist() for c in table.columns]
    return list(zip(*values, strict=True))


def _request_rows(a: Applications, deposits: Deposits, now: int) -> list[tuple[Any, ...]]:
    own = a.own
    back, complete, decided, paid, extended, corrected, returned, seized = _until(
        now, a.sent_back, a.complete, a.decided, a.paid, a.extended, a.corrected, deposits.returned, deposits.seized
    )
    is_permit = (decided < NEVER) & (a.ending == APPROVED)
    paid = np.where(is_permit, paid, NEVER)
    end = np.where(is_permit, a.end_day + np.where(extended < NEVER, a.extended_days, 0), NEVER)
    fee = np.array([float(k.fee) for k in words.KINDS])[a.kind]
    is_new = own.chance("new page", 0.004) & (a.created > NEW_PAGE)
    columns: dict[str, Any] = {
        "req_id": a.ids,
        "req_no": _numbers(a.created, "{:04d}/{}"),
        "permit_no": np.where(is_permit, _numbers(a.created, "ปช {:d}/{}"), texts([""])),
        "type_id": a.kind + 1,
        "app_name": people.names(own, "applicant"),
        "app_tel": people.phones(own, "applicant"),
        "app_idcard": np.where(own.chance("card", 0.7), people.id_numbers(own, "applicant"), texts([""])),
        "sign_text": _wordings(own, a.kind),
        "sign_size": own.pick("size", words.SIZES),
        "sign_qty": np.where(own.chance("no number", 0.002), 0, signs_known(a, now)),
        "place": _places(own, a.place),
        "zone": _zones(own, a.place),
        "lat": _coordinate(own, "lat", np.array([p.latitude for p in places.PLACES])[a.place]),
        "lon": _coordinate(own, "lon", np.array([p.longitude for p in places.PLACES])[a.place]),
        "dept": _spelled(own, "office", words.OFFICES),
        "req_date": np.where(is_new, write_ce(a.created), write_be(a.created)),
        "doc_date": write_be(np.where(own.chance("no completion", 0.012), NEVER, complete)),
        "due_date": write_be_days(_due(own, complete)),
        "approve_date": write_be(_decision_dates(own, a.created, decided)),
        "approve_status": _statuses(own, a, back, complete, decided),
        "start_date": write_be_days(np.where(is_permit, a.start_day, NEVER)),
        "end_date": _ends(own, a, end),
        "fee": np.where(is_permit, fee, 0.0),
        "deposit": np.where(is_permit, a.deposit, 0.0),
        "receipt_no": np.where(paid < NEVER, _numbers(a.created, "RCPT{:05d}-{}"), texts([""])),
        "receipt_date": write_be(paid),
        "return_date": write_be(returned),
        "seize_date": write_be(seized),
        "officer_name": people.names(own, "officer"),
        "last_update": _touched(_last(a.created, back, complete, decided, paid, extended, corrected, returned, seized)),
    }
    return _rows_of(schema.request, columns, is_there(a, now))


def _removal_rows(r: Removals, now: int) -> list[tuple[Any, ...]]:
    (corrected,) = _until(now, r.corrected)
    by = np.where(r.by_city, _spelled(r.own, "city", words.REMOVERS_CITY), _spelled(r.own, "owner", words.REMOVERS_OWN))
    shift = np.where(r.own.chance("a day early", 0.5), -DAY_SECONDS, -2 * DAY_SECONDS)
    typed = np.where((r.corrected < NEVER) & (corrected == NEVER), r.occurred + shift, r.occurred)
    columns: dict[str, Any] = {
        "rem_id": np.arange(1, len(r.owner) + 1),
        "req_id": np.where(r.own.chance("of nothing", 0.001), 0, r.owner + 1),
        "rem_date": write_ce(np.where(r.own.chance("no date", 0.002), NEVER, typed)),
        "rem_qty": r.signs,
        "rem_by": np.where(r.own.chance("by nobody", 0.02), texts([""]), by),
        "officer_name": people.names(r.own, "officer"),
        "note": _filled(r.own, r.own.pick("note", words.REMOVAL_NOTES)),
        "last_update": _touched(_last(r.entered, corrected)),
    }
    return _rows_of(schema.removal, columns, r.entered <= now)


def _finding_rows(f: Findings, now: int) -> list[tuple[Any, ...]]:
    own = f.own
    warned, taken, fined = _until(now, f.warned, np.maximum(f.taken, f.created), f.fined)
    fines = np.where(fined < NEVER, _fines(own, f.fine), own.pick("no fine", texts(["", "", "-", "0"])))
    columns: dict[str, Any] = {
        "ill_id": np.arange(1, len(f.found) + 1),
        "found_date": write_ce(f.found),
        "place": _places(own, f.place),
        "zone": _zones(own, f.place),
        "ill_qty": f.signs,
        "owner_name": np.where(own.chance("known", 0.4), people.names(own, "owner"), texts([""])),
        "owner_tel": np.where(own.chance("number on it", 0.6), people.phones(own, "owner"), texts([""])),
        "dept": _spelled(own, "office", words.OFFICES),
        "warn_date": write_ce(warned),
        "rem_date": write_ce(np.where(taken < NEVER, f.taken, NEVER)),
        "fine_date": write_ce(np.where(own.chance("no fine date", 0.01), NEVER, fined)),
        "fine_amt": fines,
        "officer_name": people.names(own, "officer"),
        "note": _filled(own, own.pick("note", words.FINDING_NOTES)),
        "last_update": _touched(_last(f.created, warned, taken, fined)),
    }
    return _rows_of(schema.finding, columns, (f.created <= now) & (f.removed > now))


def _numbers(times: Ints, form: str) -> Texts:
    """A running number of the fiscal year, and the year."""
    days, row = np.unique(times // DAY_SECONDS, return_inverse=True)
    years = np.array([fiscal_year_be(from_day_number(int(day))) for day in days])[row]
    first = {int(year): int(np.flatnonzero(years == year)[0]) for year in np.unique(years)}
    return texts([form.format(n - first[year] + 1, year) for n, year in enumerate(years.tolist())])


def _spelled(own: Draws, purpose: str, options: Sequence[tuple[str, float]]) -> Texts:
    return texts([text for text, _ in options])[own.choose(purpose, [share for _, share in options])]


def _statuses(own: Draws, a: Applications, back: Ints, complete: Ints, decided: Ints) -> Texts:
    """Decisions as two people spelled them over the years; a blank is a decision nobody has written."""
    ended = np.where(
        a.ending == APPROVED,
        _spelled(own, "approved", words.APPROVED),
        np.where(
            a.ending == CANCELLED, _spelled(own, "cancelled", words.CANCELLED), _spelled(own, "refused", words.REFUSED)
        ),
    )
    is_back = (back < NEVER) & (complete == NEVER)
    open_one = np.where(is_back, _spelled(own, "returned", words.RETURNED), _spelled(own, "waiting", words.WAITING))
    status = np.where(decided < NEVER, ended, open_one)
    return np.where(own.chance("nonsense", 0.0012), texts([words.NONSENSE]), status)


def _decision_dates(own: Draws, created: Ints, decided: Ints) -> Ints:
    """A few were never filled in, or lie before the application."""
    slip = own.chance("decided before", 0.005) & (decided < NEVER)
    decided = np.where(slip, created - own.integers("before by", 2, 20) * DAY_SECONDS, decided)
    return np.where(own.chance("decision not dated", 0.006), NEVER, decided)


def _due(own: Draws, complete: Ints) -> Ints:
    """Seven days on the calendar from the completion, as the counter reckons; a tenth was left blank."""
    return np.where(own.chance("no due date", 0.10) | (complete == NEVER), NEVER, complete // DAY_SECONDS + 7)


def _ends(own: Draws, a: Applications, end: Ints) -> Texts:
    """A few blank, before the first day, or with a Common Era year."""
    slip = own.chance("ends before", 0.003) & (end < NEVER)
    end = np.where(slip, a.start_day - 30, end)
    end = np.where(own.chance("no end", 0.006), NEVER, end)
    written = write_be_days(end)
    is_new = own.chance("end of new page", 0.002) & (a.created > NEW_PAGE) & (end < NEVER)
    in_ce = [f"{int(text[:4]) - 543}{text[4:]}" if text[:4] != "0000" else text for text in written.tolist()]
    return np.where(is_new, texts(in_ce), written)


def _wordings(own: Draws, kind: Ints) -> Texts:
    wording = np.full(len(kind), "", dtype=object)
    for number, one in enumerate(words.KINDS):
        at = np.flatnonzero(kind == number)
        wording[at] = own.take(at).pick("wording", texts(one.wordings))
    return _filled(own, wording)


def _filled(own: Draws, wording: Texts) -> Texts:
    """Texts with people's names and telephone numbers where they have a place for them."""
    at = np.flatnonzero([("{" in text) for text in wording.tolist()])
    some = own.take(at)
    names, phones = people.names(some, "in text"), people.phones(some, "in text")
    filled = wording.copy()
    filled[at] = [
        text.replace("{name}", name).replace("{phone}", phone)
        for text, name, phone in zip(wording[at].tolist(), names.tolist(), phones.tolist(), strict=True)
    ]
    return filled


def _places(own: Draws, place: Ints) -> Texts:
    streets = [p.name for p in places.PLACES]
    spots = own.pick("spot", words.SPOTS)
    written = _filled(
        own, texts([s.replace("{}", streets[n]) for s, n in zip(spots.tolist(), place.tolist(), strict=True)])
    )
    return np.where(own.chance("lost", 0.004), texts([words.LOST]), written)


def _zones(own: Draws, place: Ints) -> Texts:
    zone = np.array([p.zone for p in places.PLACES])[place]
    usual = texts(["", *places.ZONES])[zone]
    spelling = own.integers("zone spelling", 0, len(words.ZONE_SPELLINGS))
    other = texts([words.ZONE_SPELLINGS[s].format(z) for s, z in zip(spelling.tolist(), zone.tolist(), strict=True)])
    written = np.where(own.chance("zone written", 0.08), other, usual)
    return np.where(own.chance("no zone", 0.03), texts([""]), written)


def _coordinate(own: Draws, axis: str, centre: Any) -> Any:
    return np.where(own.chance("located", 0.5), np.round(centre + 0.002 * own.normal(axis), 6), 0.0)


def _fines(own: Draws, fine: Ints) -> Texts:
    written = texts([f"{amount:,}" for amount in fine.tolist()])
    plain = texts([str(amount) for amount in fine.tolist()])
    thai = texts([people.to_thai_digits(text) for text in plain.tolist()])
    way = own.choose("fine way", [0.55, 0.38, 0.06, 0.01])
    return np.select(
        [way == 0, way == 1, way == 2], [plain, written, thai], texts([f"{t} บาท" for t in plain.tolist()])
    )
