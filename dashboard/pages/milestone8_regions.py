"""Regions against the country, only where one edition prints both: of one year, one scheme of areas, one unit.

Nothing is joined across editions, schemes or bases, so most years compare nothing: the plan's words ask for every
region, and a region without a figure is named, not passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.statistics_readers import YEARLY, Figure
from etl.contracts.regions import COUNTRY, REGIONS


@dataclass(frozen=True)
class Region:
    """A region's value and whether it is on the side of the country's that the plan asks for."""

    area: str
    value: Fraction
    meets: bool


@dataclass(frozen=True)
class Comparison:
    """One year of one edition; `missing` are regions of the scheme without a figure there."""

    year_be: int
    edition: str
    reference: str
    country: Fraction
    regions: tuple[Region, ...]
    missing: tuple[str, ...]

    @property
    def met(self) -> int:
        return sum(region.meets for region in self.regions)


def compare_levels(figures: Sequence[Figure], scheme: str) -> list[Comparison]:
    """Each year in which an edition prints the country and a region: is the region below the country (strictly)?"""
    found = []
    for edition, reference in _editions(figures, scheme):
        values = _values(figures, scheme, edition, reference)
        for year in sorted({y for area, y in values if area == COUNTRY}):
            country = values[COUNTRY, year]
            regions = tuple(
                Region(area, values[area, year], values[area, year] < country)
                for area in REGIONS[scheme]
                if (area, year) in values
            )
            found += _make(year, (edition, reference), country, regions, scheme)
    return _latest_edition(found)


def compare_growth(figures: Sequence[Figure], scheme: str, basis: str, unit: str) -> list[Comparison]:
    """Each year whose year before is printed beside it: has the region grown no less than the country? In percent."""
    chosen = [f for f in figures if f.price_basis_code == basis and f.unit.startswith(unit)]
    found = []
    for edition, reference in _editions(chosen, scheme):
        values = _values(chosen, scheme, edition, reference)
        growth = {
            (area, year): 100 * (value / values[area, year - 1] - 1)
            for (area, year), value in values.items()
            if values.get((area, year - 1))
        }
        for year in sorted({y for area, y in growth if area == COUNTRY}):
            country = growth[COUNTRY, year]
            regions = tuple(
                Region(area, growth[area, year], growth[area, year] >= country)
                for area in REGIONS[scheme]
                if (area, year) in growth
            )
            found += _make(year, (edition, reference), country, regions, scheme)
    return _latest_edition(found)


def find_year(figures: Iterable[Figure], scheme: str, area: str) -> int | None:
    """The last year an area's figure is of; null where there is none."""
    years = [f.year_be for f in figures if (f.area_scheme_code, f.area, f.period_kind_code) == (scheme, area, YEARLY)]
    return max(years, default=None)


def _editions(figures: Iterable[Figure], scheme: str) -> list[tuple[str, str]]:
    """Where figures are printed: an edition of one publication."""
    return sorted({(f.edition, f.reference) for f in figures if f.area_scheme_code == scheme})


def _values(figures: Iterable[Figure], scheme: str, edition: str, reference: str) -> dict[tuple[str, int], Fraction]:
    """By (area, year); exact as printed. Of two of one place the one that came in last."""
    return {
        (f.area, f.year_be): Fraction(str(f.value))
        for f in figures
        if f.area_scheme_code == scheme and (f.edition, f.reference) == (edition, reference)
        and f.period_kind_code == YEARLY
    }  # fmt: skip


def _make(
    year: int, printed: tuple[str, str], country: Fraction, regions: tuple[Region, ...], scheme: str
) -> list[Comparison]:
    """None where no region stands beside the country."""
    if not regions:
        return []
    known = {region.area for region in regions}
    missing = tuple(area for area in REGIONS[scheme] if area not in known)
    return [Comparison(year, *printed, country, regions, missing)]


def _latest_edition(found: Iterable[Comparison]) -> list[Comparison]:
    """One for each year, of the latest edition that compares it; the years in order."""
    by_year: dict[int, Comparison] = {}
    for one in sorted(found, key=lambda c: (c.edition, len(c.regions))):
        by_year[one.year_be] = one
    return [by_year[year] for year in sorted(by_year)]
