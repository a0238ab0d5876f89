"""Typed fields of complaints -> the columns of their facts: keys, dates, day numbers, durations, scrubbed text.

Contradictions that are no reason to refuse a row are settled here, always towards "not known":
- a closing time before the day of receipt or in the future is dropped (the status history or the first sight then
  dates it), and an open case has none;
- an acknowledgement before receipt, a first reply before its day, and a due date before its day (the standard days
  hold) are dropped;
- coordinates 0,0 or outside Thailand, and 0 stars, are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from etl.contracts.complaints import PHASE_OF, STANDARD_DAYS
from etl.steps.conform import Column
from etl.steps.instants import DAY, HOUR, SECOND, Instants, to_micros, write_days, write_instants
from etl.steps.scrub import scrub_all
from etl.steps.shapes.plain import Facts
from etl.steps.words import Keys

THAILAND = ((5.5, 20.6), (97.3, 105.7))  # latitudes, longitudes


def shape_complaints(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_complaint, without those that describe the reading."""
    received: Instants = fields["received_at"]
    phases = [PHASE_OF[code] for code in fields["status"]]
    latest = to_micros(now + timedelta(days=1))
    midnight = received.local - received.local % DAY  # some systems write a bare date: the same day is not before it
    closed = _after(fields["closed_at"], midnight, latest)
    closed.none |= np.array([phase == "open" for phase in phases], np.bool_)
    acknowledged = _after(fields["acknowledged_at"], received.local, latest)
    replied = _after(fields["first_reply_at"], midnight, latest)
    waited = ((acknowledged.local - received.local) // SECOND).tolist()
    due: Instants = fields["due_date"]
    has_due = ~due.none & (due.days >= received.days)
    standard = received.days + np.array([STANDARD_DAYS[code] for code in fields["urgency"]], np.int64)
    latitudes, longitudes = _place(fields["latitude"], fields["longitude"])
    none = np.zeros(len(phases), np.bool_)
    return {
        "source_id": fields["source_id"],
        "complaint_number": fields["complaint_number"],
        "other_reference": [link_number(number) for number in fields["other_reference"]],
        "received_at": write_instants(received),
        "received_date": write_days(received.days, none),
        "received_day": received.days.tolist(),
        "received_hour": (received.local // HOUR % 24).tolist(),
        "acknowledged_date": write_days(acknowledged.days, acknowledged.none),
        "acknowledge_seconds": [None if no else s for s, no in zip(waited, acknowledged.none.tolist(), strict=True)],
        "first_reply_date": write_days(replied.days, replied.none),
        "due_date": write_days(np.where(has_due, due.days, standard), none),
        "due_basis": ["source" if given else "standard" for given in has_due.tolist()],
        "closed_at": write_instants(closed),
        "closed_date": write_days(closed.days, closed.none),
        "status_code": fields["status"],
        "phase": phases,
        "urgency_code": fields["urgency"],
        "org_unit_key": fields["org_unit"],
        "category_key": [keys.categories[code] for code in fields["category"]],
        "channel_key": [keys.channels[code] for code in fields["channel"]],
        "area_key": [keys.areas[area_code(z, c)] for z, c in zip(*_areas(fields), strict=True)],
        "latitude": latitudes,
        "longitude": longitudes,
        "stars": [stars or None for stars in fields["stars"]],
        "reopen_count": [count or 0 for count in fields["reopen_count"]],
        "short_description": scrub_all(fields["description"]),
        "place": scrub_all(fields["place"]),
        "more_categories": fields["more_categories"],
        "more_org_units": fields["more_org_units"],
    }


def shape_complaint_statuses(fields: dict[str, Any], keys: Keys, now: datetime) -> Facts:
    """Columns of stg_complaint_status, without those that describe the reading."""
    occurred: Instants = fields["occurred_at"]
    return {
        "complaint_id": fields["complaint_id"],
        "sequence": fields["sequence"],
        "occurred_at": write_instants(occurred),
        "occurred_date": write_days(occurred.days, occurred.none),
        "status_code": fields["status"],
        "phase": [PHASE_OF[code] for code in fields["status"]],
    }


def area_code(zone: str | None, community: str | None) -> str:
    """The code of dim_area of what a row says about its area; a community belongs to the zone it is named with."""
    if community:
        return f"{zone or '-'}/{community}"
    return zone or "unknown"


def link_number(number: str | None) -> str | None:
    """A number of another system as it is compared: people type it with blanks and in small letters."""
    return "".join(number.split()).upper() if number else None


def met_areas(fields: dict[str, Column]) -> set[tuple[str | None, str | None]]:
    """Every (zone, community) of a typed page; empty where the entity has no area."""
    return set(zip(*_areas(fields), strict=True)) if "area_zone" in fields else set()


def _after(given: Instants, earliest: np.ndarray[Any, np.dtype[np.int64]], latest: int) -> Instants:
    return Instants(given.local, given.none | (given.local < earliest) | (given.local > latest))


def _areas(fields: dict[str, Any]) -> tuple[Sequence[str | None], Sequence[str | None]]:
    return fields["area_zone"], fields["area_community"]


def _place(latitudes: list[Any], longitudes: list[Any]) -> tuple[list[float | None], list[float | None]]:
    """Both or none, and only inside Thailand."""
    lat, lon = np.array(latitudes, np.float64), np.array(longitudes, np.float64)
    (south, north), (west, east) = THAILAND
    with np.errstate(invalid="ignore"):
        inside = ((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)).tolist()
    return (
        [value if kept else None for value, kept in zip(latitudes, inside, strict=True)],
        [value if kept else None for value, kept in zip(longitudes, inside, strict=True)],
    )
