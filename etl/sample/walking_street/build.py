"""Builds the sample walking-street system: every row as it stands at an instant, a pure function of that instant."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Engine, Table

from etl.sample import living
from etl.sample.city import DAY_SECONDS
from etl.sample.complaints.rows import moments
from etl.sample.draws import texts
from etl.sample.walking_street import bookings, schema, stalls, words
from etl.sample.walking_street.nights import AHEAD, HOUR, Nights, make_night_rows, make_nights
from etl.sample.walking_street.queue import make_queue_rows, make_violation_rows


def tables_at(now: int) -> dict[Table, list[tuple[Any, ...]]]:
    """Every row of every table at `now` (local seconds), in the order of the columns."""
    nights = make_nights(now)
    vendors = stalls.Vendors(nights)
    return {
        schema.market: [(1, words.MARKET, words.DEPARTMENT)],
        schema.zone: [(n, z.latin, z.name, z.stalls, 1, z.department) for n, z in enumerate(words.ZONES, start=1)],
        schema.lock: stalls.make_stall_rows(now),
        schema.lock_change: stalls.make_code_rows(now),
        schema.vendor: vendors.make_rows(now),
        schema.market_day: make_night_rows(nights, now),
        schema.market_day_zone: _make_zone_rows(nights, now),
        schema.booking: bookings.Bookings(nights, vendors).make_rows(vendors, now),
        schema.queue: make_queue_rows(now),
        schema.violation: make_violation_rows(nights, now),
    }


def build_walking_street(engine: Engine, now: int, progress: living.Progress) -> None:
    """Make the database hold what the system would hold at `now` (local seconds)."""
    living.bring_up(engine, schema.metadata, schema.sample_state, tables_at(now), now, progress)


def _make_zone_rows(nights: Nights, now: int) -> list[tuple[Any, ...]]:
    """Rows of tb_market_day_zone: copied for every night of the calendar, held or not."""
    night, stall, can = bookings.count_open(nights)
    zones = len(words.ZONES)
    count = np.bincount(night * zones + stalls.ZONE[stall], weights=can, minlength=len(nights.day) * zones)
    day, zone = np.divmod(np.arange(len(count)), zones)
    created = nights.start[day] - AHEAD * DAY_SECONDS + 9 * HOUR
    shown = np.flatnonzero(created <= now)
    columns: list[Any] = [
        shown + 1, day[shown] + 1, texts([z.latin for z in words.ZONES])[zone[shown]], count[shown].astype(np.int64),
        moments(created[shown]),
    ]  # fmt: skip
    return list(zip(*(c.tolist() for c in columns), strict=True))
