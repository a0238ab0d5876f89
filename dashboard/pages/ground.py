"""What every page of figures gathers first: the period, how current its sources are, and the indicators' values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dashboard import readers, source_readers
from dashboard.components.headline import Indicator, LateSource, Scene, Values, make_below, make_tile, say_moment
from dashboard.components.page_head import page_head
from dashboard.components.states import banner, page_state
from dashboard.components.tile import Tile
from dashboard.indicator_readers import OwnPeriod, read_own_periods
from dashboard.lateness import LATE
from dashboard.pages.closing_notes import say_restated
from dashboard.pages.feeding import read_feeding
from dashboard.pages.order_marks import new_href, say_waiting
from dashboard.pages.path_notes import say_paths
from dashboard.pages.systems import draw_systems, say_hours
from dashboard.registry import PageContext
from dashboard.rows import SourceState
from dashboard.source_rows import CheckRow
from dashboard.text import t
from dashboard.text.formats import format_percent
from etl.calendar_th import bangkok_date
from etl.indicators.definition import Definition, from_json

TREND_MONTHS = 13
RESTS_ON_CLOSING_DATES = ("CMP-05",)
FINISHED = ("complaints_finished", "complaints_finished_undated")


@dataclass(frozen=True)
class Ground:
    """What was read. `scene` is that of all `sources` together, `scenes` by contract: one late system leaves the

    figures of the others alone.
    """

    scene: Scene
    scenes: Mapping[str, Scene]
    sources: tuple[SourceState, ...]
    stopping: tuple[CheckRow, ...]  # failing checks that keep figures of these contracts as they were
    definitions: dict[str, Definition]
    values: Values
    now: datetime
    mixed: Mapping[str, Scene] = field(default_factory=dict)  # by code: figures that rest on more than one contract
    own_periods: Mapping[str, OwnPeriod] = field(
        default_factory=dict
    )  # by code: entered for another period than chosen

    @property
    def late(self) -> tuple[SourceState, ...]:
        """Sources that are older than they promise; one of several is enough to make every figure stale."""
        return tuple(s for s in self.sources if s.is_late(self.now))

    def scene_of(self, definition: Definition) -> Scene:
        """That of the indicator's own system; a figure entered by hand rests on no source, so none makes it late."""
        if definition.contract is None:
            own = self.own_periods.get(definition.code)
            period = replace(self.scene.period, ends_on=own.ends_on) if own else self.scene.period
            return replace(
                self.scene,
                period=period,
                read_at=None,
                is_late=False,
                is_connected=True,
                late=(),
                lateness=0,
                failing=(),
            )
        return self.mixed.get(definition.code) or self.scenes.get(definition.contract or "", self.scene)


def read_ground(context: PageContext, codes: Sequence[str], contract: str | None = None) -> Ground | None:
    """Everything the tiles of `codes` need; None when the warehouse holds no figures yet.

    The sources are those of `contract`, or else of all contracts the indicators belong to.
    """
    period = readers.read_period(context.data, context.period_id)
    if period is None or context.as_of is None:
        return None
    definitions = read_definitions(context, codes)
    contracts = {contract} if contract else {d.contract for d in definitions.values() if d.contract}
    every = readers.read_source_states(context.data)
    sources = tuple(s for s in every if s.contract in contracts)
    today = bangkok_date(context.as_of)
    months = readers.read_last_months(context.data, period, today, TREND_MONTHS)
    bare = Scene(period, tuple(months), today, context.lang, read_at=None, is_late=False, is_connected=False)
    checks = source_readers.read_check_failures(context.data)

    def see(*of: str) -> Scene:
        stopped = [k for k in checks if any(k.stops_figures_of(c) for c in of)]
        return _see(bare, [s for s in every if s.contract in of], stopped, context)

    scenes = {c: see(c) for c in sorted(contracts)}
    mixed = {code: see(*sorted(of)) for code, of in read_feeding(context, definitions).items() if len(of) > 1}
    stopping = tuple(k for k in checks if any(k.stops_figures_of(c) for c in contracts))
    period_ids = tuple(dict.fromkeys([*period.ids, *(m.period_id for m in months)]))
    values = readers.read_indicator_values(context.data, codes, period_ids, context.org_unit_key)
    whole = _see(bare, sources, stopping, context)
    by_hand = [c for c, d in definitions.items() if d.data_source == "hand" and (c, period.period_id) not in values]
    own = read_own_periods(context.data, by_hand, period.period_id, context.org_unit_key)
    values |= {(code, period.period_id): found.value for code, found in own.items()}
    return Ground(whole, scenes, sources, stopping, definitions, values, context.now, mixed, own)


def _see(bare: Scene, sources: Sequence[SourceState], stopping: Sequence[CheckRow], context: PageContext) -> Scene:
    """The scene of figures that rest on these sources; what a check stopped counts as late."""
    late = [s for s in sources if s.is_late(context.now)]
    return replace(
        bare,
        read_at=min((s.read_at for s in sources if s.read_at), default=None),
        is_late=bool(late or stopping),
        is_connected=any(s.is_connected for s in sources),
        late=tuple(LateSource(s.title(context.lang), s.read_at) for s in late),
        lateness=max((LATE if stopping else 0, *(s.lateness(context.now) for s in sources))),
        failing=tuple(check.title(context.lang) for check in stopping),
    )


def read_definitions(context: PageContext, codes: Sequence[str]) -> dict[str, Definition]:
    """The definitions in force, by code."""
    return {row.code: from_json(row.body) for row in readers.read_definition_rows(context.data, codes)}


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
        data_source=definition.data_source,
    )


def make_tiles(
    ground: Ground, context: PageContext, codes: Sequence[str], below: Mapping[str, Sequence[str]]
) -> list[Tile]:
    """Tiles in the order asked for, each with what belongs `below` it; a code without a definition has none."""
    known = {code: make_indicator(definition, context) for code, definition in ground.definitions.items()}
    paths = say_paths(context, known, ground.scene.period.fiscal_year)
    return [
        replace(
            make_tile(known[code], ground.values, ground.scene_of(ground.definitions[code])),
            below=tuple(make_below(known[c], ground.values, ground.scene) for c in below.get(code, ()) if c in known),
            notes=(*paths.get(code, ()), *_notes(code, ground, context), *say_waiting(context, code)),
            order_href=new_href(context, code) if _is_missed(code, ground) else None,
            order_word=t("orders.give_short", context.lang),
            sheet_href=context.href(f"/indicators/{code}"),
            sheet_word=t("sheet.title", context.lang),
        )
        for code in codes
        if code in known
    ]


def _is_missed(code: str, ground: Ground) -> bool:
    """What an approved target says is not on its path: a tile of it leads to an order."""
    found = ground.values.get((code, ground.scene.period.period_id))
    return found is not None and found.status in ("at_risk", "off_track")


def _notes(code: str, ground: Ground, context: PageContext) -> tuple[str, ...]:
    """What the reader must know of the figure: its dates are not all known; another one was reported of its period."""
    indicator, period_id = make_indicator(ground.definitions[code], context), ground.scene.period.period_id
    restated = say_restated(context, indicator, tuple(ground.definitions), period_id)
    own = ground.own_periods.get(code)
    whose = (t("tile.of_period", context.lang, period=own.label(context.lang)),) if own else ()
    return (*whose, *_say_undated(code, ground, context), *restated)


def _say_undated(code: str, ground: Ground, context: PageContext) -> tuple[str, ...]:
    """How many finished cases carry no date, where durations rest on dates."""
    if code not in RESTS_ON_CLOSING_DATES:
        return ()
    period_id = ground.scene.period.period_id
    found = readers.read_measures(context.data, FINISHED, (period_id,), context.org_unit_key)
    finished, undated = (found[m, period_id].value if (m, period_id) in found else 0 for m in FINISHED)
    if not finished or not undated:
        return ()
    return (t("tile.undated", context.lang, share=format_percent(100 * undated / finished, 1)),)


def draw_without_figures(context: PageContext, title_id: str = "overview.title") -> Any:
    """Nothing has been loaded: either no source is connected, or the first load has not finished."""
    lang = context.lang
    connected = [s for s in context.settings.config.sources if s.name in context.settings.source_urls]
    head = page_head(t(title_id, lang), "")
    if not connected:
        variable = context.settings.config.sources[0].variable
        title, text = t("overview.not_connected_title", lang), t("overview.not_connected", lang, variable=variable)
        return [head, page_state("not_connected", title, text), draw_systems(context)]
    return [head, page_state("empty", t("overview.empty_title", lang), t("overview.empty", lang))]


def draw_unread(context: PageContext, ground: Ground, title_id: str) -> Any | None:
    """A system's whole page where its sources have never given anything, as it is; None where there are figures."""
    lang = context.lang
    if ground.scene.read_at is not None:
        return None
    head = page_head(t(title_id, lang), "")
    if ground.scene.is_connected:
        return [head, page_state("empty", t("overview.empty_title", lang), t("overview.empty", lang))]
    known = [s for s in context.settings.config.sources if s.contract in ground.scenes]
    text = (
        t("overview.not_connected_system", lang, variable=known[0].variable)
        if known
        else t("overview.not_configured", lang)
    )
    return [head, page_state("not_connected", t("overview.not_connected_title", lang), text)]


def stale_banner(context: PageContext, ground: Ground) -> list[Any]:
    """One line over the figures for each check that stopped them and each source that is older than it promises."""
    lang = context.lang
    stopped = [
        banner(
            "error",
            "x-octagon-fill",
            t("overview.check_lead", lang),
            t("overview.check_text", lang, check=check.title(lang)),
        )
        for check in ground.stopping
    ]
    return stopped + [
        banner(
            "stale" if s.lateness(context.now) == LATE else "stale late--2",
            "clock-history",
            t("overview.stale_lead", lang),
            t(
                "overview.stale_text" if s.read_at else "overview.stale_never",
                lang,
                **({"at": say_moment(s.read_at, lang)} if s.read_at else {}),
                source=s.title(lang),
                promise=say_hours(s.fresh_within_seconds, lang),
            ),
        )
        for s in ground.late
    ]
