"""What a warehouse must hold of a complaint system, told by the system's own tables in plain loops; and the invariants.

Shares no code with the pipeline: only config.yaml's words for a status, which are data.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import yaml
from sqlalchemy import Engine, text

from etl.settings import PROJECT
from tests.pipeline.city import City

BANGKOK = timezone(timedelta(hours=7))
WORDS: dict[str, str] = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))["sources"][0][
    "value_maps"
]["status"]["values"]
PARTS = ("inserted", "updated", "unchanged", "duplicate", "rejected")


@dataclass(frozen=True)
class Content:
    """Rows by their keys: complaints -> (number, status, received, stars), statuses -> (status, occurred)."""

    complaints: dict[str, tuple[Any, ...]]
    statuses: dict[tuple[str, int], tuple[Any, ...]]


def in_source(city: City) -> Content:
    """Every acceptable row the source holds now."""
    complaints, statuses = {}, {}
    with city.engine.connect() as connection:
        for row in connection.execute(
            text("select complaint_id, complaint_no, status_code, receive_date, star from tb_complaint")
        ):
            is_good = row.status_code in WORDS and (row.star is None or row.star in range(6))
            if is_good:
                about = (row.complaint_no, WORDS[row.status_code], _utc(row.receive_date), row.star or None)
                complaints[str(row.complaint_id)] = about
        for row in connection.execute(
            text("select complaint_id, log_id, change_date, new_status from tb_complaint_status_log")
        ):
            if row.new_status in WORDS:
                statuses[str(row.complaint_id), row.log_id] = (WORDS[row.new_status], _utc(row.change_date))
    return Content(complaints, statuses)


def in_warehouse(engine: Engine) -> Content:
    """Every fact that is not marked deleted."""
    with engine.connect() as connection:
        complaints = {
            row.source_id: (row.complaint_number, row.status_code, _read(row.received_at), row.stars)
            for row in connection.execute(text("select * from fact_complaint where is_deleted = false"))
        }
        statuses = {
            (row.complaint_id, row.sequence): (row.status_code, _read(row.occurred_at))
            for row in connection.execute(text("select * from fact_complaint_status where is_deleted = false"))
        }
    return Content(complaints, statuses)


def check_invariants(engine: Engine, *, before: Content, after: Content) -> None:
    """I1 to I5: each entity stands whole as before or whole as after, the mark is not ahead, the books are true."""
    found = in_warehouse(engine)
    assert found.complaints in (before.complaints, after.complaints), "a half batch of complaints is to be seen"
    assert found.statuses in (before.statuses, after.statuses), "a half batch of statuses is to be seen"
    with engine.connect() as connection:
        marked = connection.scalar(text("select max(watermark_at) from etl_watermark where entity = 'complaint'"))
        latest = connection.scalar(text("select max(source_changed_at) from fact_complaint"))
        assert marked is None or (latest is not None and str(marked) <= str(latest)), "the mark is ahead of the facts"
        for run in connection.execute(text("select * from etl_run")):
            assert run.status != "running", "a run pretends to be running"
            assert (run.status in ("done",)) == (run.error is None), "a fault without its words"
        for batch in connection.execute(text("select * from etl_batch where status = 'merged'")):
            assert batch.read == sum(getattr(batch, part) for part in PARTS)
            assert batch.is_conserved


def check_converged(engine: Engine, city: City) -> None:
    """I6: what stands in the warehouse is what the source holds, no more and no less."""
    found, wanted = in_warehouse(engine), in_source(city)
    assert found.complaints == wanted.complaints
    assert found.statuses == wanted.statuses


@contextmanager
def in_one_commit(city: City) -> Iterator[City]:
    """The same city, all its rows in one transaction: quick."""
    with city.engine.begin() as connection:
        together = City.__new__(City)
        together.__dict__.update(city.__dict__)
        together._write = connection.execute  # type: ignore[method-assign]
        yield together
        city._log_id = together._log_id


def _utc(local: Any) -> datetime:
    at = local if isinstance(local, datetime) else datetime.fromisoformat(str(local))
    return at.replace(tzinfo=BANGKOK).astimezone(UTC)


def _read(at: Any) -> datetime:
    found = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
