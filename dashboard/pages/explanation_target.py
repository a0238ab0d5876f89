"""What the drawer says of a target: the year's value with its path, or a rule, and what this period is asked for."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import readers
from dashboard.access.person import STRATEGY
from dashboard.components.drawer import approve_part, drawer_part, facts
from dashboard.components.headline import Indicator, say_moment
from dashboard.components.target_words import say_rule, say_trajectory
from dashboard.pages.ground import Ground
from dashboard.registry import PageContext
from dashboard.rows import IndicatorValue
from dashboard.targets_readers import read_open_target
from dashboard.targets_rows import OpenTarget
from dashboard.text import t
from dashboard.text.formats import format_number
from etl.indicators.definition import Definition
from etl.indicators.formula import measures_of, parse, render
from etl.indicators.parts import adds_up


def draw_target(
    context: PageContext, ground: Ground, definition: Definition, indicator: Indicator, found: IndicatorValue | None
) -> Any:
    """The drawer's part about the target of the period's fiscal year; the strategy office may approve it there."""
    lang, year = context.lang, ground.scene.period.fiscal_year
    title = f"{t('explain.target', lang)} {t('explain.target_year', lang, year=year)}"
    if definition.kind != "tracked":
        return drawer_part(title, html.P(t("explain.target_context", lang)))
    target = read_open_target(context.data, definition.code, year)
    if target is None:
        return drawer_part(title, html.P(t("explain.target_none", lang)))
    value = say_target(context, target, indicator)
    author = target.author
    by = t("explain.author_config", lang, author=author) if target.origin == "config" else author
    rows: list[tuple[str, Any]] = [
        (t("explain.target_value" if target.rule is None else "aim.rule", lang), value),
        *(_say_whole(lang) if is_of_whole(context, definition, target) else _say_path(target, indicator, found, lang)),
        (t("explain.target_state", lang), t(f"explain.state_{target.state}", lang)),
        (t("explain.target_by", lang), f"{by} · {say_moment(target.valid_from_at, lang)}"),
    ]
    if target.note:
        rows.append((t("explain.notes", lang), target.note))
    parts: list[Any] = [facts(rows)]
    if target.state == "proposed" and not target.is_none and context.person.role == STRATEGY:
        button = t("explain.approve_button", lang, value=value)
        texts = (t("explain.approve", lang), t("explain.approve_help", lang), button)
        parts.append(approve_part(*texts, definition.code, year))
    return drawer_part(title, *parts)


def say_target(context: PageContext, target: OpenTarget, indicator: Indicator) -> str:
    """The year's value with its unit, the rule in words, or that it was decided to have none."""
    lang = context.lang
    if target.rule is not None:
        return say_rule(target.rule, lang, lambda formula: _write_formula(context, formula))
    return t("explain.target_decided_none", lang) if target.value is None else _write(target.value, indicator)


def _say_path(
    target: OpenTarget, indicator: Indicator, found: IndicatorValue | None, lang: str
) -> list[tuple[str, Any]]:
    """How the year's value is spread, and what it or the rule asks of the period on screen, where that is another."""
    has_path = target.trajectory is not None and not target.trajectory.is_flat
    if not has_path and target.rule is None:
        return []
    rows: list[tuple[str, Any]] = []
    if has_path:
        rows.append((t("aim.path", lang), say_trajectory(target.trajectory, lang, indicator.decimals)))
    asked = found.target if found is not None and found.target_state == target.state else None
    missing = t("aim.silent" if has_path else "aim.unknown", lang)
    rows.append((t("aim.asked", lang), missing if asked is None else _write(asked, indicator, is_exact=False)))
    return rows


def is_of_whole(context: PageContext, definition: Definition, target: OpenTarget) -> bool:
    """Whether a part of the municipality is on screen, and the target a sum's (etl/indicators/parts.py)."""
    roots = {unit.code for unit in context.settings.config.org_units if unit.parent is None}
    if context.org_unit_code in roots or not target.value or definition.formula is None:
        return False
    abouts = readers.read_measure_abouts(context.data, sorted(measures_of(definition.tree)))
    return adds_up(definition.tree, {about.measure: about.kind for about in abouts})


def _say_whole(lang: str) -> list[tuple[str, Any]]:
    return [(t("aim.asked", lang), t("aim.whole", lang))]


def _write(value: float, indicator: Indicator, *, is_exact: bool = True) -> str:
    """A whole number without decimals; what a path or rule worked out with one more than the indicator has."""
    decimals = indicator.decimals if is_exact else indicator.decimals + 1
    unit = "%" if indicator.is_percent else f" {indicator.unit}"
    return format_number(value, 0 if value == int(value) else max(decimals, 1)) + unit


def _write_formula(context: PageContext, formula: str) -> str:
    """A rule's formula with the titles of its measures; a bare number as it is."""
    tree = parse(formula)
    abouts = readers.read_measure_abouts(context.data, sorted(measures_of(tree)))
    titles = {about.measure: about.title(context.lang) for about in abouts}
    return render(tree, lambda name: titles.get(name, name))
