"""Typed fields of the walking street -> its facts: what a stall did on its night, when its bill was due, who waits.

Contradictions that are no reason to refuse a row are settled here:
- who checked in traded, whatever else was written; a cancelled booking owes nothing;
- a due date before the night is dropped: the usual days after the night hold;
- money without a day was received on the night;
- sales of 0 were not reported;
- a vendor still allowed to sell has not left, and one who has left without a day left when the row last changed;
- who is still waiting was not called, and who no longer waits without a day stopped when the row last changed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.contracts.walking_street import DUE_DAYS, STALL_NIGHT, VENDOR, WAITING
from etl.steps.instants import Instants, to_micros, write_days
from etl.steps.shapes.plain import Facts, shape_plain
from etl.steps.words import Keys

Flags = npt.NDArray[np.bool_]


def shape_stall_nights(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_market_stall_night, without those that describe the reading."""
    facts = shape_plain(STALL_NIGHT, fields, keys, now)
    night, due, paid_at = fields["night_date"], fields["due_date"], fields["paid_at"]
    cancelled = _flags(code == "cancelled" for code in fields["booking_status"])
    outcome = np.where(fields["notified_at"].none, "absent", "excused")
    outcome = np.where(cancelled, "cancelled", outcome)
    outcome = np.where(fields["checked_in_at"].none, outcome, "traded")
    owes_nothing = (outcome == "cancelled").tolist()
    due_days = np.where(due.none | (due.days < night.days), night.days + DUE_DAYS, due.days)
    paid = [satang or 0 for satang in fields["paid"]]
    none = np.zeros(len(paid), np.bool_)
    return facts | {
        "outcome_code": outcome.tolist(),
        "fee_satang": [0 if free else fee or 0 for free, fee in zip(owes_nothing, fields["fee"], strict=True)],
        "due_date": write_days(due_days, none),
        "overdue_date": write_days(due_days + 1, none),
        "paid_satang": paid,
        "paid_date": write_days(np.where(paid_at.none, night.days, paid_at.days), _flags(not p for p in paid)),
        "sales_satang": [satang or None for satang in fields["sales"]],
    }


def shape_vendors(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_market_vendor, without those that describe the reading."""
    stays = _flags(code != "cancelled" for code in fields["vendor_status"])
    ended = _first_known(fields["registered_date"], [fields["ended_date"], fields["changed_at"]], now)
    return shape_plain(VENDOR, fields, keys, now) | {"ended_date": write_days(ended, stays)}


def shape_waiting(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_market_waiting, without those that describe the reading."""
    waits = _flags(code == "waiting" for code in fields["waiting_status"])
    left = _first_known(fields["requested_at"], [fields["called_at"], fields["ended_at"], fields["changed_at"]], now)
    return shape_plain(WAITING, fields, keys, now) | {"left_date": write_days(left, waits)}


def _first_known(since: Instants, ends: list[Instants], now: datetime) -> npt.NDArray[np.int64]:
    """Day of the first moment that is known and neither before `since` nor to come; else the day of `since`."""
    latest = to_micros(now)
    days = since.days
    for end in reversed(ends):
        days = np.where(end.none | (end.days < since.days) | (end.local > latest), days, end.days)
    return days


def _flags(values: Any) -> Flags:
    return np.fromiter(values, np.bool_)
