"""Builds the sample personnel system, or brings it up to an instant; the rows depend on the instant only."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Engine, Table

from etl.sample.living import bring_up
from etl.sample.personnel import schema, words
from etl.sample.personnel.life_rows import make_leave_rows, make_training_rows
from etl.sample.personnel.people_rows import Faces, known_careers, make_order_rows, make_person_rows, make_post_rows

_faces = cache(Faces)


def tables_at(now: int) -> dict[Table, list[tuple[Any, ...]]]:
    """Every row of the system as it stands at `now`, seconds of the Bangkok clock since 1970."""
    careers, faces = known_careers(now), _faces()
    return {
        schema.department: [(code, names[0]) for code, names in words.DIVISIONS.items()],
        schema.person: make_person_rows(careers, faces, now),
        schema.post: make_post_rows(now),
        schema.order: make_order_rows(careers, faces, now),
        schema.leave: make_leave_rows(careers, faces, now),
        schema.training: make_training_rows(careers, faces, now),
    }


def build_personnel(engine: Engine, now: int, progress: Callable[[str], object]) -> int:
    """Make the database hold what it would hold at `now`; returns rows written or deleted."""
    return bring_up(engine, schema.metadata, schema.sample_state, tables_at(now), now, progress)
