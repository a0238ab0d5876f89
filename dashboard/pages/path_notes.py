"""What a tile adds where its target is a part of the year's: how much the whole year is, and how it is spread."""

from __future__ import annotations

from dashboard.components.headline import Indicator
from dashboard.components.target_words import say_trajectory
from dashboard.registry import PageContext
from dashboard.targets_readers import read_paths
from dashboard.text import t
from dashboard.text.formats import format_number


def say_paths(context: PageContext, known: dict[str, Indicator], fiscal_year: int) -> dict[str, tuple[str, ...]]:
    """By code, for the indicators whose target of the year has a path that is not the same all year: one note each."""
    lang = context.lang
    said: dict[str, tuple[str, ...]] = {}
    for code, target in read_paths(context.data, fiscal_year).items():
        if code not in known or target.value is None:
            continue
        decimals = 0 if target.value == int(target.value) else max(1, known[code].decimals)
        unit = "%" if known[code].is_percent else f" {known[code].unit}"
        value = format_number(target.value, decimals) + unit
        path = say_trajectory(target.trajectory, lang, decimals, is_short=True)
        said[code] = (t("aim.tile", lang, value=value, path=path),)
    return said
