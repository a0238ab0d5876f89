"""Signs without a permit as patrols find them: found, warned about, taken down, fined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.sample import city, places
from etl.sample.city import DAY_SECONDS
from etl.sample.draws import Draws, Ints
from etl.sample.temporary_signs.applications import arrive
from etl.sample.temporary_signs.dates import NEVER

SEED = 2536
PER_YEAR = 900
FINES = np.array([500, 1000, 2000, 3000, 5000])
PATROLS = (7, 22)  # hours


@dataclass(frozen=True)
class Findings:
    """In order of id, which begins with 1 and never changes. Times as in Applications."""

    found: Ints
    created: Ints
    signs: Ints
    place: Ints
    warned: Ints
    taken: Ints  # removed from the street
    fined: Ints
    fine: Ints
    removed: Ints  # deleted from the database
    own: Draws


def make_findings(last_day: int) -> Findings:
    """All signs found until last_day (local day number)."""
    day, own = arrive(SEED, PER_YEAR, last_day, 0.55)
    first, last = PATROLS
    found = np.sort(day * DAY_SECONDS + own.integers("second", first * 3600, last * 3600))
    at_once = own.chance("at once", 0.62)
    later = found + ((1 + 9 * own.uniform("taken after") ** 1.5) * DAY_SECONDS).astype(np.int64)
    stays = own.chance("stays", 0.04) & ~at_once
    years = city.years_since_start(day)
    is_fined = own.chance("fined", np.interp(years, [0, 5.2], [0.10, 0.19]))
    fined = found + ((2 + 25 * own.uniform("fined after")) * DAY_SECONDS).astype(np.int64)
    return Findings(
        found=found,
        created=city.in_office(found + 1800, own.uniform("entered at")),
        signs=np.clip(np.round(4 * own.lognormal("signs", 0.9)), 1, 150).astype(np.int64),
        place=own.choose("place", places.WEIGHTS),
        warned=np.where(at_once, NEVER, found + 3600),
        taken=np.where(stays, NEVER, np.where(at_once, found, later)),
        fined=np.where(is_fined, city.in_office(fined, own.uniform("fined at")), NEVER),
        fine=FINES[own.choose("fine", [0.30, 0.32, 0.24, 0.08, 0.06])],
        removed=np.where(own.chance("removed", 0.003), found + DAY_SECONDS * 4 + own.integers("gone", 0, 10**6), NEVER),
        own=own,
    )
