"""How each source stands: connected or not, its last run, how fresh its figures are, what was refused, what is next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from etl.contracts.catalogue import find_contract
from etl.cron import make_trigger
from etl.holds import Hold, list_holds
from etl.lease import is_dead
from etl.notices import COLUMN_ADDED
from etl.settings import Settings
from etl.source_settings import Source
from etl.volume import Read, past_reads, usual_rows
from etl.warehouse import migrate
from etl.warehouse.tables import (
    dim_source,
    etl_batch,
    etl_check_failure,
    etl_data_version,
    etl_lease,
    etl_notice,
    etl_reject,
    etl_run,
    etl_watermark,
    metadata,
)


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source as the IT centre wants to see it.

    `connection`: connected | sample | not_connected. `state`: not_connected | never_loaded | running | held | failed |
    late | fresh. `data_at` is the instant the source's figures are true for (the older one of its entities),
    `age_hours` how long ago that is, to be held against `fresh_within_hours`. `holds` are those that still stand.
    """

    name: str
    contract: str
    connection: str
    state: str
    data_at: datetime | None
    fresh_within_hours: float
    last_run: int | None
    last_run_mode: str | None
    last_run_status: str | None
    last_run_step: str | None
    last_run_started_at: datetime | None
    last_run_finished_at: datetime | None
    error: str | None
    remedy: str | None
    rows: int
    rejects_open: int
    next_run_at: datetime | None
    error_code: str | None
    attempts: int | None
    age_hours: float | None
    progress_entity: str | None
    progress_rows: int | None
    progress_expected: int | None
    volumes: tuple[Volume, ...]
    holds: tuple[Hold, ...]
    columns_added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """The last merged read of an entity: its rows, what the reads before it made usual (null: too few), conserved?"""

    entity: str
    run_key: int
    is_complete: bool
    read: int
    usual: float | None
    changed: int
    rejected: int
    deleted: int
    is_conserved: bool | None


@dataclass(frozen=True, slots=True)
class CheckFound:
    """A data check that found rows when the figures were last made; `stops`: they were not made."""

    check_name: str
    stops: bool
    rows_found: int
    examples: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class WarehouseStatus:
    """The warehouse itself; `migration` is None and the rest empty before `mis db upgrade`.

    `settle_error` and `settle_remedy` tell why the last settling that belonged to no source did not come through.
    """

    kind: str
    migration: str | None
    is_current: bool
    data_version: int
    figures_as_of: datetime | None
    settled_at: datetime | None
    settle_error: str | None = None
    settle_remedy: str | None = None
    checks: tuple[CheckFound, ...] = ()


def read_warehouse(engine: Engine) -> WarehouseStatus:
    found = migrate.current(engine)
    if found != migrate.head():
        return WarehouseStatus(engine.dialect.name, found, False, 0, None, None)
    with engine.connect() as connection:
        row = connection.execute(select(etl_data_version)).first()
        last = connection.execute(_runs(None).limit(1)).first()
        checks = tuple(CheckFound(*check) for check in connection.execute(_checks()))
    return WarehouseStatus(
        kind=engine.dialect.name,
        migration=found,
        is_current=True,
        data_version=row.version if row else 0,
        figures_as_of=row.as_of_at if row else None,
        settled_at=row.settled_at if row else None,
        settle_error=last.error if last else None,
        settle_remedy=last.remedy if last else None,
        checks=checks,
    )


def _runs(source_name: str | None) -> Select[Any]:
    """Newest first; null: of settlings alone."""
    return (
        select(etl_run)
        .where(etl_run.c.source_name.is_not_distinct_from(source_name))
        .order_by(etl_run.c.run_key.desc())
    )


def _checks() -> Select[Any]:
    return select(*(etl_check_failure.c[name] for name in CheckFound.__slots__)).order_by(
        etl_check_failure.c.check_name
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """Freshness is judged at `as_of` (MIS_AS_OF or the clock), lease and schedule by the clock alone."""

    as_of: datetime
    clock: datetime


def read_sources(engine: Engine, settings: Settings, moment: Moment) -> list[SourceStatus]:
    """One status per source of config.yaml, in its order. Needs a migrated warehouse."""
    with engine.connect() as connection:
        return [_read_source(connection, settings, source, moment) for source in settings.config.sources]


def next_run(source: Source, now: datetime) -> datetime | None:
    """The next instant of the source's schedule strictly after now."""
    fires: datetime | None = make_trigger(source.schedule).get_next_fire_time(None, now + timedelta(seconds=1))
    return fires


def _read_source(connection: Connection, settings: Settings, source: Source, moment: Moment) -> SourceStatus:
    run = connection.execute(_runs(source.name).limit(1)).first()
    data_at = connection.scalar(
        select(func.min(etl_watermark.c.read_at)).where(etl_watermark.c.source_name == source.name)
    )
    rejects = select(func.count()).where(etl_reject.c.source_name == source.name, etl_reject.c.resolved_at.is_(None))
    connected = _connection(settings, source)
    run_status = run.status if run else None
    if run_status == "running" and not _lease_is_held(connection, moment.clock):
        run_status = "interrupted"
    age = moment.as_of - data_at if data_at else None
    return SourceStatus(
        name=source.name,
        contract=source.contract,
        connection=connected,
        state=_state(source, connected, run_status, age),
        data_at=data_at,
        fresh_within_hours=source.fresh_within.total_seconds() / 3600,
        last_run=run.run_key if run else None,
        last_run_mode=run.mode if run else None,
        last_run_status=run_status,
        last_run_step=run.step if run else None,
        last_run_started_at=run.started_at if run else None,
        last_run_finished_at=run.finished_at if run else None,
        error=run.error if run else None,
        remedy=run.remedy if run else None,
        rows=_count_rows(connection, source),
        rejects_open=connection.scalar(rejects) or 0,
        next_run_at=next_run(source, moment.clock) if connected != "not_connected" else None,
        error_code=run.error_code if run else None,
        attempts=run.attempts if run else None,
        age_hours=round(age.total_seconds() / 3600, 2) if age is not None else None,
        progress_entity=run.progress_entity if run else None,
        progress_rows=run.progress_rows if run else None,
        progress_expected=run.progress_expected if run else None,
        volumes=tuple(_read_volumes(connection, source)),
        holds=tuple(list_holds(connection, source_name=source.name)),
        columns_added=tuple(_read_added(connection, source)),
    )


def _read_volumes(connection: Connection, source: Source) -> Iterator[Volume]:
    for entity in find_contract(source.contract).entities:
        last = (
            select(etl_batch, etl_run.c.as_of_at)
            .join(etl_run, etl_run.c.run_key == etl_batch.c.run_key)
            .where(
                etl_run.c.source_name == source.name, etl_run.c.mode != "replay", etl_batch.c.entity == entity.name,
                etl_batch.c.status == "merged",
            )
            .order_by(etl_run.c.run_key.desc())
            .limit(1)
        )  # fmt: skip
        row = connection.execute(last).first()
        if row is None:
            continue
        read = Read(row.read, row.since_at, row.as_of_at)
        past = past_reads(connection, source.name, entity.name, is_complete=read.is_complete, before=row.run_key)
        changed = row.inserted + row.updated
        usual = usual_rows(read, past)
        yield Volume(
            entity.name, row.run_key, read.is_complete, row.read, usual, changed, row.rejected, row.deleted,
            row.is_conserved,
        )  # fmt: skip


def _read_added(connection: Connection, source: Source) -> list[str]:
    """Columns the source has gained since it was first read, and has still."""
    still = (etl_notice.c.source_name == source.name, etl_notice.c.kind == COLUMN_ADDED, etl_notice.c.gone_at.is_(None))
    wanted = (
        select(etl_notice.c.entity, etl_notice.c.what).where(*still).order_by(etl_notice.c.entity, etl_notice.c.what)
    )
    return [f"{entity}.{what}" for entity, what in connection.execute(wanted)]


def _connection(settings: Settings, source: Source) -> str:
    if source.name not in settings.source_urls:
        return "not_connected"
    return "sample" if source.name in settings.sample_sources else "connected"


def _state(source: Source, connected: str, run_status: str | None, age: timedelta | None) -> str:
    """An interrupted run (cut off, nobody holds its lease) changes nothing: the data decide."""
    if connected == "not_connected":
        return "not_connected"
    if run_status in ("running", "held", "failed"):
        return run_status
    if age is None:
        return "never_loaded"
    return "late" if age > source.fresh_within else "fresh"


def _lease_is_held(connection: Connection, now: datetime) -> bool:
    live = select(etl_lease.c.holder).where(etl_lease.c.holder.is_not(None), etl_lease.c.expires_at > now)
    return any(not is_dead(holder) for holder in connection.scalars(live))


def _count_rows(connection: Connection, source: Source) -> int:
    """The matters the source holds: rows of the entities that belong to no other."""
    rows = 0
    for fact in (metadata.tables[e.fact] for e in find_contract(source.contract).entities if e.matter == e.name):
        counted = (
            select(func.count())
            .select_from(fact.join(dim_source, dim_source.c.source_key == fact.c.source_key))
            .where(dim_source.c.name == source.name, fact.c.is_deleted.is_(False))
        )
        rows += connection.scalar(counted) or 0
    return rows
