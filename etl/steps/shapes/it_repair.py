"""Typed fields of IT repair -> what its facts hold beyond their fields: working time, due times, the age of machines.

Contradictions that are no reason to refuse a row are settled here:
- work that ended before it was reported was written down afterwards: it counts as finished as it was reported, and
  its duration is not known;
- finished or cancelled without a time, or in the future: the time of the last change, else of the report, stands for
  it, and its duration is not known;
- a request that is open has not ended; an acceptance before the report is dropped;
- what waits for parts is not due: its clock stands still.
A machine is held from the day it was acquired (else the last day of its fiscal year) until it was written off; where
neither day is known, or it was written off on an unknown day, it is never counted.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.calendar_th import day_number
from etl.contracts.it_repair import (
    DAY_HOURS,
    IS_IN_USE,
    IS_REPAIR,
    IT_ASSET,
    OLD_YEARS,
    PHASE_OF,
    REPAIR_TICKET,
    STANDARD_HOURS,
)
from etl.steps.instants import DAY, SECOND, Flags, Instants, Integers, to_micros, write_days, write_instants
from etl.steps.shapes.plain import Facts, shape_plain
from etl.steps.words import Keys
from etl.working_time import add_working_seconds, working_seconds

HOUR_SECONDS = 3600


def shape_repair_tickets(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_repair_ticket, without those that describe the reading."""
    reported: Instants = fields["reported_at"]
    latest = to_micros(now)
    phases = np.array([PHASE_OF[code] for code in fields["status"]], dtype=object)
    waited = np.array([days or 0 for days in fields["waited_days"]], np.int64)
    accepted: Instants = fields["accepted_at"]
    accepted = Instants(accepted.local, accepted.none | (accepted.local < reported.local) | (accepted.local > latest))
    ended, basis = _end(fields["finished_at"], reported, fields["changed_at"], phases, latest)
    due = _due(fields["due_at"], reported, fields["urgency"], waited)
    due.none |= np.array([code == "waiting_parts" for code in fields["status"]], np.bool_)
    worked = working_seconds(ended.local // SECOND) - working_seconds(reported.local // SECOND)
    worked = np.maximum(worked - waited * DAY_HOURS * HOUR_SECONDS, 0)
    is_timed = (phases == "finished") & (basis == "source")
    waited_to_accept = working_seconds(accepted.local // SECOND) - working_seconds(reported.local // SECOND)
    in_time = (phases == "finished") & ~due.none & (ended.local <= due.local)
    return shape_plain(REPAIR_TICKET, fields, keys, now) | {
        "year_out_date": write_days(_years_later(reported.days, 1), reported.none),
        "accepted_date": write_days(accepted.days, accepted.none),
        "accept_seconds": _unless(accepted.none, waited_to_accept),
        "ended_at": write_instants(ended),
        "ended_date": write_days(ended.days, ended.none),
        "ended_day": _unless(ended.none, ended.days),
        "ended_basis": [None if none else code for code, none in zip(basis, ended.none, strict=True)],
        "repair_seconds": _unless(~is_timed, worked),
        "due_at": write_instants(due),
        "due_date": write_days(due.days, due.none),
        "is_done_by_due": in_time.tolist(),
        "waited_days": waited.tolist(),
        "phase": phases.tolist(),
        "is_repair": [IS_REPAIR[code] for code in fields["kind"]],
        "asset_id": [asset or None for asset in fields["asset_id"]],
        "service_cost_satang": [cost or 0 for cost in fields["service_cost"]],
        "stars": [stars or None for stars in fields["stars"]],
    }


def shape_it_assets(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_it_asset, without those that describe the reading."""
    acquired: Instants = fields["acquired_date"]
    today = to_micros(now) // DAY
    given = ~acquired.none & (acquired.days <= today)
    by_year = np.array([_last_day(year) for year in fields["fiscal_year"]], np.int64)
    has_year = np.array([year is not None for year in fields["fiscal_year"]], np.bool_)
    held_from = np.where(given, acquired.days, np.minimum(by_year, today))
    disposed: Instants = fields["disposed_date"]
    in_use = np.array([IS_IN_USE[code] for code in fields["asset_status"]], np.bool_)
    is_known = (given | has_year) & (in_use | (~disposed.none & (disposed.days >= held_from)))
    held_to = np.where(in_use, 2**31, disposed.days)
    old = _years_later(held_from, OLD_YEARS) + 1  # older than so many years
    none: Flags = ~is_known
    return shape_plain(IT_ASSET, fields, keys, now) | {
        "held_from_date": write_days(held_from, none),
        "held_from_day": _unless(none, held_from),
        "old_date": write_days(np.where(old < held_to, old, 0), none | (old >= held_to)),
        "held_to_date": write_days(np.where(in_use, 0, held_to), none | in_use),
    }


def _end(
    given: Instants, reported: Instants, changed: Instants, phases: npt.NDArray[Any], latest: int
) -> tuple[Instants, npt.NDArray[Any]]:
    """When the work ended, and what that rests on: source, report or change."""
    has_time = ~given.none & (given.local <= latest)
    before = has_time & (given.local < reported.local)
    by_change = ~changed.none & (changed.local >= reported.local) & (changed.local <= latest)
    local = np.where(before | ~by_change, reported.local, changed.local)
    local = np.where(has_time & ~before, given.local, local)
    basis = np.where(has_time & ~before, "source", np.where(before | ~by_change, "report", "change"))
    return Instants(local, np.asarray(phases == "open", np.bool_)), basis


def _due(given: Instants, reported: Instants, urgencies: list[str], waited: Integers) -> Instants:
    """The source's time (a bare day until its end) unless before the report, else the standard hours of work."""
    end_of_day = np.where(given.local % DAY == 0, given.local + DAY - SECOND, given.local)
    hours = np.array([STANDARD_HOURS[code] for code in urgencies], np.int64) + waited * DAY_HOURS
    standard = add_working_seconds(reported.local // SECOND, hours * HOUR_SECONDS) * SECOND
    is_given = ~given.none & (end_of_day >= reported.local)
    return Instants(np.where(is_given, end_of_day, standard), np.zeros(len(urgencies), np.bool_))


def _years_later(days: Integers, years: int) -> Integers:
    """The same day of the calendar; 29 February becomes 1 March where there is none."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    into = (dates - months).astype(np.int64)
    later: Integers = (months + 12 * years).astype("datetime64[D]").astype(np.int64) + into
    return later


def _last_day(year: int | None) -> int:
    return 0 if year is None else day_number(date(year - 543, 9, 30))


def _unless(none: Flags, values: Integers) -> list[int | None]:
    return [None if missing else value for value, missing in zip(values.tolist(), none.tolist(), strict=True)]
