"""What every page about complaints gathers first: the period, how current the source is, and the indicators' values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from dashboard import readers
from dashboard.components.headline import Indicator, Scene, Values, make_tile
from dashboard.components.tile import Tile
from dashboard.readers import Month, PeriodChosen, SourceState
from dashboard.registry import PageContext
from etl.calendar_th import add_months, bangkok_date
from etl.indicators.definition import Definition, from_json

CONTRACT = "complaints"
TREND_MONTHS = 13


@dataclass(frozen=True)
class Ground:
    """A scene with the rows it was made from."""

    scene: Scene
    sources: tuple[SourceState, ...]
    definitions: dict[str, Definition]
    values: Values

    @property
    def late(self) -> tuple[SourceState, ...]:
        """Connected sources that are older than they promise."""
        return tuple(s for s in self.sources if self.scene.is_late and s.is_connected)


def read_ground(context: PageContext, codes: Sequence[str]) -> Ground | None:
    """Everything the tiles of `codes` need; None when the warehouse holds no figures yet."""
    period = readers.read_period(context.data, context.period_id)
    if period is None or context.as_of is None:
        return None
    sources = tuple(s for s in readers.read_source_states(context.data) if s.contract == CONTRACT)
    today = bangkok_date(context.as_of)
    months = trend_months(context, period, TREND_MONTHS)
    read_times = [s.read_at for s in sources if s.read_at]
    scene = Scene(
        period=period,
        months=tuple(months),
        today=today,
        lang=context.lang,
        read_at=min(read_times, default=None),
        is_late=any(s.is_late(context.now) for s in sources),
        is_connected=any(s.is_connected for s in sources),
    )
    definitions = read_definitions(context, codes)
    period_ids = tuple(dict.fromkeys([*period.ids, *(m.period_id for m in months)]))
    values = readers.read_indicator_values(context.data, codes, period_ids, context.org_unit_key)
    return Ground(scene, sources, definitions, values)


def trend_months(context: PageContext, period: PeriodChosen, count: int) -> list[Month]:
    """The last `count` months up to the one the period ends in, or the current one."""
    today = bangkok_date(context.as_of or context.now)
    last = min(period.ends_on - timedelta(days=1), today)
    return readers.read_months(context.data, add_months(last, 1 - count), add_months(last, 1))


def read_definitions(context: PageContext, codes: Sequence[str]) -> dict[str, Definition]:
    """The definitions in force, by code."""
    rows = context.data.rows("pages/definitions", codes=tuple(codes))
    return {row.code: from_json(row.body) for row in rows}


def make_indicator(definition: Definition, context: PageContext) -> Indicator:
    """A definition in the reader's language."""
    is_thai = context.lang == "th"
    owners = {u.code: u for u in context.settings.config.org_units}
    owner = owners.get(definition.owner or "")
    is_percent = definition.unit_th in ("ร้อยละ", "%")
    unit = "%" if is_percent else (definition.unit_th if is_thai else definition.unit_en)
    return Indicator(
        code=definition.code,
        name=definition.name_th if is_thai else definition.name_en,
        unit=unit,
        is_percent=is_percent,
        decimals=definition.decimals,
        direction=definition.direction,
        owner=(owner.name_th if is_thai else owner.name_en) if owner else None,
        is_count=not is_percent and definition.decimals == 0,
        is_context=definition.kind == "context",
    )


def make_tiles(ground: Ground, context: PageContext, codes: Sequence[str]) -> dict[str, Tile]:
    """Tiles by code, in the order asked for; a code without a definition has none."""
    return {
        code: make_tile(make_indicator(ground.definitions[code], context), ground.values, ground.scene)
        for code in codes
        if code in ground.definitions
    }
