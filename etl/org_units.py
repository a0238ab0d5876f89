"""What the org_units of config.yaml must be to each other; each check raises ValueError naming the one at fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.settings import OrgUnit


def check_org_units(units: Sequence[OrgUnit], root: str) -> None:
    """One tree below the municipality `root`, successions that end, words that lead to one org_unit."""
    codes = {unit.code for unit in units}
    for unit in units:
        for role, other in (("parent", unit.parent), ("successor", unit.successor)):
            if other is not None and other not in codes:
                raise ValueError(f"org_units: {role} '{other}' of {unit.code} is not an org_unit; add it or correct it")
    roots = [unit.code for unit in units if unit.parent is None]
    if roots != [root]:
        raise ValueError(f"org_units: exactly one without parent, the municipality {root}; found {roots}")
    _check_circles("parent", {unit.code: unit.parent for unit in units})
    _check_circles("successor", {unit.code: unit.successor for unit in units})
    _check_words(units)


def _check_circles(role: str, following: dict[str, str | None]) -> None:
    for code, other in following.items():
        way, at = [code], other
        while at is not None and at not in way:
            way.append(at)
            at = following[at]
        if at is not None:
            raise ValueError(f"org_units: {role} goes in a circle: {' -> '.join([*way, at])}; correct one of them")


def _check_words(units: Sequence[OrgUnit]) -> None:
    """A word that two org_units are written by would put rows on either of them."""
    owners: dict[str, str] = {}
    for unit in units:
        for word in (unit.code, unit.name_th, unit.name_en, unit.short_th, *unit.aliases):
            owner = owners.setdefault(" ".join(word.split()).casefold(), unit.code) if word else unit.code
            if owner != unit.code:
                raise ValueError(f"org_units: '{word}' is written for {owner} and for {unit.code}; keep one of them")
