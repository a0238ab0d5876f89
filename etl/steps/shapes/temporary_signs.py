"""Typed fields of a sign application -> its fact: when it was due, how long it took, and the days of its permit.

Contradictions that are no reason to refuse a row are settled here, towards "not known" or against the municipality:
- documents complete before the application, and a decision before it or in the future, are dropped;
- where the documents' completion is not known and it was decided, the time began when it was submitted;
- a due date before the time began is dropped: the working days of the citizens' manual hold;
- a decision without a day was not shown to be in time;
- a permit without a first day begins with its decision, or its application; without a last day, or with one before the
  first, it has the longest life of its kind;
- money that nobody received is none, and a deposit settled before it was paid is not settled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.contracts.temporary_signs import (
    DECISION_WORKDAYS,
    ENDING_DAYS,
    LONGEST_DAYS,
    OUTCOME_OF,
    REMOVAL_DAYS,
    SIGN_PERMIT,
)
from etl.steps.instants import Instants, to_micros, write_days
from etl.steps.shapes.plain import Facts, shape_plain
from etl.steps.words import Keys
from etl.working_time import WORK_SECONDS, add_working_seconds, count_working_days

DAY_SECONDS = 86_400
Days = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def shape_sign_permits(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_sign_permit, without those that describe the reading."""
    outcomes = [OUTCOME_OF[code] for code in fields["outcome"]]
    is_decided = _flags([outcome.phase == "decided" for outcome in outcomes])
    is_permit = _flags([outcome.is_permit for outcome in outcomes])
    submitted: Instants = fields["submitted_at"]
    latest = to_micros(now + timedelta(days=1))
    complete = _from(fields["complete_at"], submitted.days)
    decided = _from(fields["decided_at"], submitted.days)
    decided.none |= (decided.local > latest) | ~is_decided
    facts = shape_plain(SIGN_PERMIT, fields, keys, now)
    facts |= _decision(fields, submitted, complete, decided, is_decided)
    facts |= _permit(fields, submitted, decided, is_permit)
    return facts | _money(fields, is_permit)


def _decision(
    fields: dict[str, Any], submitted: Instants, complete: Instants, decided: Instants, is_decided: Flags
) -> Facts:
    """Due is what is complete and waits, or was decided; not what the applicant must mend or has withdrawn."""
    waits = _flags([code == "pending" for code in fields["outcome"]]) & ~complete.none
    is_due = is_decided | waits
    began = np.where(complete.none, submitted.days, complete.days)
    given: Instants = fields["due_date"]
    due = np.where(~given.none & (given.days >= began), given.days, _add_workdays(began, DECISION_WORKDAYS))
    in_time = ~decided.none & (decided.days <= due)
    timed = ~decided.none & ~complete.none & (decided.days >= complete.days)
    took = count_working_days(decided.days + 1) - count_working_days(complete.days + 1)
    return {
        "complete_date": write_days(complete.days, complete.none),
        "due_date": write_days(due, ~is_due),
        "decided_date": write_days(decided.days, decided.none),
        "decide_workdays": _where(timed, np.maximum(took, 0)),
        "is_decided_in_time": _where(is_due, in_time.astype(np.int8)),
    }


def _permit(fields: dict[str, Any], submitted: Instants, decided: Instants, is_permit: Flags) -> Facts:
    given_start, given_end = fields["start_date"], fields["expiry_date"]
    start = np.where(given_start.none, np.where(decided.none, submitted.days, decided.days), given_start.days)
    longest = start + np.array([LONGEST_DAYS[code] for code in fields["applicant_kind"]], np.int64) - 1
    has_end = ~given_end.none & (given_end.days >= start)
    end = np.where(has_end, given_end.days, longest)
    days = {
        "start_date": start,
        "expiry_date": end,
        "ending_date": np.maximum(start, end - ENDING_DAYS),
        "ended_date": end + 1,
        "removal_due_date": end + REMOVAL_DAYS,
    }
    basis = np.where(has_end, "source", "longest")
    return {name: write_days(day, ~is_permit) for name, day in days.items()} | {
        "expiry_basis": [str(word) if kept else None for word, kept in zip(basis, is_permit.tolist(), strict=True)]
    }


def _money(fields: dict[str, Any], is_permit: Flags) -> Facts:
    paid: Instants = fields["paid_at"]
    ends = [fields[name] for name in ("deposit_returned_at", "deposit_seized_at")]
    settled = np.min([np.where(end.none | (end.days < paid.days), np.iinfo(np.int64).max, end.days) for end in ends], 0)
    is_held = ~paid.none & is_permit & _flags([bool(satang) for satang in fields["deposit"]])
    is_settled = is_held & (settled < np.iinfo(np.int64).max)
    return {
        "fee_satang": [satang or 0 for satang in fields["fee"]],
        "deposit_satang": [
            satang if held else 0 for satang, held in zip(fields["deposit"], is_held.tolist(), strict=True)
        ],
        "deposit_settled_date": write_days(np.where(is_settled, settled, 0), ~is_settled),
    }


def _flags(values: list[bool]) -> Flags:
    return np.array(values, np.bool_)


def _from(given: Instants, earliest: Days) -> Instants:
    """Without what lies before a day."""
    return Instants(given.local, given.none | (given.days < earliest))


def _add_workdays(days: Days, number: int) -> Days:
    """The day by whose end so many working days have passed after each."""
    ends: Days = add_working_seconds((days + 1) * DAY_SECONDS, number * WORK_SECONDS) // DAY_SECONDS
    return ends


def _where(kept: Flags, values: Any) -> list[Any]:
    return [value if keep else None for value, keep in zip(values.tolist(), kept.tolist(), strict=True)]
