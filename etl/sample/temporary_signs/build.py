"""Builds the sample sign system, or brings it up to an instant."""

from __future__ import annotations

from sqlalchemy import Engine

from etl.sample.living import Progress, bring_up
from etl.sample.temporary_signs import schema
from etl.sample.temporary_signs.rows import tables_at


def build_temporary_signs(engine: Engine, now: int, progress: Progress) -> None:
    """Make the database hold what the system would hold at `now` (local seconds)."""
    bring_up(engine, schema.metadata, schema.state, tables_at(now), now, progress)
