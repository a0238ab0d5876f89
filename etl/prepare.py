"""What must stand before figures can be served: sample systems, tables, dimensions, definitions, a first load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from etl import pipeline
from etl.indicators.plans import seed_plans
from etl.indicators.store import seed
from etl.sample.build import build_sample
from etl.settings import Settings, load_settings
from etl.warehouse import migrate
from etl.warehouse.dimensions import sync_dimensions
from etl.warehouse.engine import make_engine
from etl.warehouse.measure_catalogue import register_measures
from etl.warehouse.tables import etl_watermark

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Preparation:
    """One thing `mis start` does before serving; `work` may say how it goes and returns what came of it."""

    title: str
    work: Callable[[Say], str]


def preparations(settings: Settings) -> list[Preparation]:
    """In the order they must be done. The settings are read again after the sample step, which adds addresses."""
    steps = [Preparation("warehouse", lambda _: prepare_warehouse(load_settings()))]
    if wants_samples(settings):
        steps.insert(0, Preparation("sample systems", lambda say: _build_samples(settings, say)))
    return [*steps, Preparation("first load", lambda say: load_first(load_settings(), say))]


def wants_samples(settings: Settings) -> bool:
    """Only where nothing real is connected, and never in production."""
    has_real = bool(set(settings.source_urls) - settings.sample_sources)
    return not has_real and not settings.is_production


def prepare_warehouse(settings: Settings) -> str:
    """Tables, dimensions, measures, definitions and plans as this program wants them; says what changed."""
    engine = make_engine(settings.warehouse_url)
    try:
        before = migrate.current(engine)
        migrate.upgrade(engine)
        with engine.begin() as connection:
            sync_dimensions(connection, settings)
            register_measures(connection)
            changes = seed(connection, settings.now()) + seed_plans(connection)
    finally:
        engine.dispose()
    moved = "at migration" if before == migrate.head() else f"migrated from {before or 'empty'} to"
    return f"{moved} {migrate.head()}, {changes} indicator definitions, targets and plans changed"


def load_first(settings: Settings, say: Say) -> str:
    """Read every connected source that was never read; later reads are the scheduler's.

    A source that fails is told and left to the scheduler, which tries again: the site then shows what there is.
    """
    if not settings.source_urls:
        return "no source is connected (docs/sources.md tells how)"
    engine = make_engine(settings.warehouse_url)
    try:
        with engine.connect() as connection:
            known = set(connection.scalars(select(etl_watermark.c.source_name).distinct()))
        missing = sorted(set(settings.source_urls) - known)
        if not missing:
            return "loaded before; the scheduler brings it up to now"
        reports = pipeline.run_sources(
            settings, engine, missing, trigger="start", progress=_counting(say), settles_once=True
        )
    finally:
        engine.dispose()
    for report in reports:
        say(f"{report.source_name}: {report.status}" + (f": {report.what} {report.remedy}" if report.what else ""))
    return "done" if all(report.is_ok for report in reports) else "not everything could be loaded"


def _counting(say: Say) -> Callable[[str, int], None]:
    def tell(entity: str, rows: int) -> None:
        say(f"{entity}: {rows:,} rows read")

    return tell


def _build_samples(settings: Settings, say: Say) -> str:
    """A first start builds them here; later ones leave it to the scheduler, so that the site is up at once."""
    if settings.sample_sources:
        return "there already; the scheduler brings them up to now"
    urls = build_sample(settings, settings.now(), progress=say)
    return f"built: {', '.join(sorted(urls))}"
