"""What /milestone8 reads of the official statistics: one named function per page query, rows typed and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.cache import Snapshot

YEARLY = "year"  # the kind of period of a figure of one calendar year


@dataclass(frozen=True, slots=True)
class Series:
    """A series code with the years its figures are of."""

    series_code: str
    figures: int
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure. `is_in_force`: no later edition, and nothing that came in later, says otherwise."""

    area_scheme_code: str
    area_scheme_th: str
    area_scheme_en: str
    price_basis_code: str
    price_basis_th: str
    price_basis_en: str
    unit: str
    area: str
    year_be: int
    period_kind_code: str
    period_as_printed: str
    period_end_date: date
    value: float
    value_as_printed: str
    edition: str
    reference: str
    series_break_code: str
    series_break_th: str
    series_break_en: str
    note: str
    is_in_force: bool

    @property
    def is_broken(self) -> bool:
        """Not to be set against the figures before it."""
        return self.series_break_code != "none"

    def scheme(self, lang: str) -> str:
        return self.area_scheme_th if lang == "th" else self.area_scheme_en

    def basis(self, lang: str) -> str:
        """Blank where there is none."""
        if self.price_basis_code == "none":
            return ""
        return self.price_basis_th if lang == "th" else self.price_basis_en

    def series_break(self, lang: str) -> str:
        return self.series_break_th if lang == "th" else self.series_break_en


def read_series(data: Snapshot) -> dict[str, Series]:
    """By code, in order."""
    return {row.series_code: Series(*row) for row in data.rows("pages/statistic_series")}


def read_figures(data: Snapshot, series_code: str) -> list[Figure]:
    """Every figure of a series, superseded ones too, in the order of scheme, basis, unit, area and time."""
    return [Figure(*row) for row in data.rows("pages/statistic_figures", series_code=series_code)]
