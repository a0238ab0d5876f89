"""Milestone 8's nine indicators: what the plan asks for, what is published, how far that goes, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.components.bars import Bar, bar_list
from dashboard.components.chip import status_chip
from dashboard.components.section import section_card
from dashboard.components.table import Column, table
from dashboard.components.tile import Tile
from dashboard.pages.ground import Ground
from dashboard.pages.milestone8_regions import Comparison, compare_growth, compare_levels, find_year
from dashboard.pages.milestone8_series import draw_reference, say_value
from dashboard.pages.plan_ground import PlanGround
from dashboard.plan_readers import YearTarget, read_year_targets
from dashboard.registry import PageContext
from dashboard.statistics_readers import Figure, Series, read_figures
from dashboard.text import t
from dashboard.text.formats import MISSING, format_number
from etl.contracts.regions import HOME, PER_PERSON
from etl.indicators.definition import Definition

PLAN_ENDS = 2570  # the fiscal year in which the plan's targets are due
SHOWN = 4  # published figures named in a card; all of them stand beneath


def draw_cards(
    context: PageContext, ground: Ground, plan: PlanGround | None, known: Mapping[str, Series], codes: tuple[str, ...]
) -> Any:
    """One card for each indicator, in the plan's order."""
    lang = context.lang
    targets = read_year_targets(context.data, PLAN_ENDS)
    cards = []
    for code in codes:
        definition = ground.definitions.get(code)
        if definition is None:
            continue
        figures = read_figures(context.data, code) if code in known else []
        found = Found(targets.get(code), plan.tiles.get(code) if plan else None, tuple(figures), known.get(code))
        cards.append(_draw_card(context, definition, found))
    title = t("milestone8.indicators", lang)
    return section_card(title, html.Div(cards, className="m8-cards"), foot=t("milestone8.cards_foot", lang))


@dataclass(frozen=True)
class Found:
    """What there is of one indicator: the open target of the plan's last year, its tile, the published figures."""

    target: YearTarget | None
    tile: Tile | None
    figures: tuple[Figure, ...]
    series: Series | None


def _draw_card(context: PageContext, definition: Definition, found: Found) -> html.Article:
    target, tile, figures, series = found.target, found.tile, found.figures, found.series
    lang = context.lang
    name = definition.name_th if lang == "th" else definition.name_en
    title: list[Any] = [
        html.Span(definition.code, className="plan-line__code"),
        " ",
        dcc.Link(name, href=context.href(f"/indicators/{definition.code}")),
    ]
    asked: list[Any] = [html.Strong(t("milestone8.asked", lang)), " ", say_asked(definition, target, lang)]
    parts: list[Any] = [html.H3(title, className="m8-card__title"), html.P(asked, className="m8-card__asked")]
    if tile is not None and definition.data_source == "system" and tile.value != MISSING:
        year = find_year(figures, OF_REGION[definition.code], HOME) if definition.code in OF_REGION else None
        of = t("milestone8.of_region", lang, year=year) if year else t("milestone8.now", lang)
        chip = status_chip(
            "proposed" if tile.is_proposed and tile.status == "no_target" else tile.status, tile.status_word
        )
        said: list[Any] = [of, " ", html.Strong(tile.value), " ", tile.unit, " ", chip]
        parts.append(html.P(said, className="m8-card__now"))
    parts += _draw_evidence(context, definition, target, figures)
    if series is not None:
        span = (
            f"{series.first_year}-{series.last_year}" if series.first_year < series.last_year else str(series.last_year)
        )
        words = t("milestone8.figures", lang, count=format_number(series.figures), years=span)
        parts.append(html.P(dcc.Link(words, href=context.href(series=definition.code)), className="m8-card__link"))
    notes = definition.notes_th if lang == "th" else definition.notes_en
    parts += [html.P(note, className="plan-note") for note in notes]
    return html.Article(parts, className="m8-card")


# followed is the value of the region where Khon Kaen lies, of these in these schemes
OF_REGION = {"M8-1.1": "grp7", "M8-2.1": "nso5"}


def say_asked(definition: Definition, target: YearTarget | None, lang: str) -> str:
    """The plan's number, else its rule in words, else that it names none."""
    if target is not None and target.value is not None:
        sign = "≤" if definition.direction == "lower" else "≥"
        decimals = 0 if target.value == int(target.value) else definition.decimals
        unit = definition.unit_th if lang == "th" else definition.unit_en
        said = f"{sign} {format_number(target.value, decimals)} {unit}"
        return t("milestone8.target", lang, target=said, year=PLAN_ENDS)
    if definition.code in RULES:
        return t(f"milestone8.rule_{RULES[definition.code]}", lang)
    return t("milestone8.target_none", lang)


RULES = {"M8-1.1": "growth", "M8-2.1": "gini", "M8-2.2A": "share", "M8-3.2": "more"}


def _draw_evidence(
    context: PageContext, definition: Definition, target: YearTarget | None, figures: Sequence[Figure]
) -> list[Any]:
    """What published figures say to it; where they say nothing, that."""
    lang = context.lang
    if definition.code == "M8-2.1":
        return _draw_comparisons(compare_levels(figures, "nso5"), 3, "gini", lang)
    if definition.code == "M8-1.1":
        return _draw_comparisons(compare_growth(figures, "grp7", "cvm2545", PER_PERSON), 2, "growth", lang)
    if not figures:
        return [html.P([status_chip("no_data", t("milestone8.not_found", lang))])]
    counted = [f for f in figures if f.is_in_force]
    if definition.code == "M8-3.1" and target is not None and target.value:
        return [_draw_progress(counted[-1], target.value, lang)]
    listed = sorted(counted, key=lambda f: f.period_end_date)[-SHOWN:]
    rows = [
        html.Li([say_value(f), " ", f.unit, " ", html.Span(f"({f.area} {f.period_as_printed})", className="soft"), " ",
                 draw_reference(f.reference, t("milestone8.source_link", lang))])
        for f in reversed(listed)
    ]  # fmt: skip
    return [html.P(t("milestone8.not_judged", lang), className="plan-note"), html.Ul(rows, className="m8-figures")]


def _draw_progress(figure: Figure, target: float, lang: str) -> html.Div:
    """The running count against the plan's number at its end."""
    share = 100 * figure.value / target
    left = max(0.0, target - figure.value)
    words = {"value": say_value(figure), "target": format_number(target), "at": figure.period_as_printed}
    bar = Bar(t("milestone8.progress", lang, **words), figure.value, f"{format_number(share, 1)}%", "")
    said = t("milestone8.left", lang, left=format_number(left), year=PLAN_ENDS)
    source = draw_reference(figure.reference, t("milestone8.source_link", lang))
    label = t("milestone8.progress", lang, **words)
    return html.Div([bar_list([bar], target, label=label), html.P([said, " ", source], className="soft")])


def _draw_comparisons(found: list[Comparison], decimals: int, kind: str, lang: str) -> list[Any]:
    """The latest year region by region; earlier years in one line each."""
    if not found:
        return [html.P([status_chip("no_data", t("milestone8.nothing_to_compare", lang))])]
    last = found[-1]
    sign = "<" if kind == "gini" else "≥"
    columns = [
        Column(t("milestone8.column_area", lang)),
        Column(t("milestone8.column_value", lang), "number"),
        Column(t("milestone8.column_country", lang), "number"),
        Column(t("milestone8.column_meets", lang)),
    ]
    country = format_number(float(last.country), decimals)
    rows: list[list[Any]] = [
        [
            region.area,
            format_number(float(region.value), decimals),
            f"{sign} {country}",
            status_chip(*_judge(region.meets, lang)),
        ]
        for region in last.regions
    ]
    rows += [
        [area, MISSING, f"{sign} {country}", status_chip("no_data", t("milestone8.not_found", lang))]
        for area in last.missing
    ]
    numbers = {"met": last.met, "known": len(last.regions), "all": len(last.regions) + len(last.missing)}
    head = t("milestone8.compared", lang, year=last.year_be, **{k: format_number(v) for k, v in numbers.items()})
    edition = (
        t("milestone8.edition", lang, edition=last.edition) if last.edition else t("milestone8.edition_none", lang)
    )
    parts: list[Any] = [
        html.P([html.Strong(head), " ", html.Span(edition, className="soft"), " ",
                draw_reference(last.reference, t("milestone8.source_link", lang))]),
        table(columns, rows, label=head, class_name="m8-compared"),
    ]  # fmt: skip
    for earlier in reversed(found[:-1]):
        said = {"met": format_number(earlier.met), "known": format_number(len(earlier.regions))}
        parts.append(html.P(t("milestone8.compared_before", lang, year=earlier.year_be, **said), className="soft"))
    return parts


def _judge(meets: bool, lang: str) -> tuple[str, str]:
    status = "on_track" if meets else "off_track"
    return status, t(f"status.result_{status}", lang)
