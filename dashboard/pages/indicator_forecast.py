"""The forecast of one indicator: its value on 30 September, what the target takes, how good such forecasts were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html

from dashboard.components.drawer import drawer_part, facts
from dashboard.components.forecast_band import forecast_band
from dashboard.components.headline import Indicator
from dashboard.components.section import section_card
from dashboard.components.states import part_state
from dashboard.components.table import Column, table
from dashboard.forecast_readers import Forecast, ForecastTest, read_forecast, read_forecast_tests
from dashboard.pages.ground import make_indicator, read_definitions
from dashboard.registry import PageContext
from dashboard.text import t
from dashboard.text.formats import format_change, format_date, format_number, format_quantity
from etl.calendar_th import bangkok_date, fiscal_year_be

MONTHS = 12


def section(context: PageContext, code: str) -> Any:
    """The card of the sheet page; None where an indicator has no forecasts by its nature."""
    definition = read_definitions(context, (code,)).get(code)
    if definition is None or definition.kind != "tracked" or not definition.is_measured:
        return None
    found = read_forecast(context.data, code, context.org_unit_key)
    lang = context.lang
    year = found.fiscal_year if found else fiscal_year_be(bangkok_date(context.as_of or context.now))
    title = t("forecast.title", lang, year=year)
    if found is None:
        return section_card(title, part_state("empty", t("forecast.none", lang), t("forecast.none_why", lang)))
    indicator = make_indicator(definition, context)
    tests = read_forecast_tests(context.data, code, context.org_unit_key)
    note = t("forecast.as_of", lang, date=format_date(found.made_for_date, lang), months=found.months)
    parts = [*_draw_outlook(found, indicator, lang), *_draw_tests(found, tests, indicator, lang)]
    return section_card(title, parts, note=note, class_name="forecast")


def draw_forecast_part(context: PageContext, code: str, indicator: Indicator) -> Any:
    """The same in one line, for the drawer; nothing where no forecast is shown."""
    found = read_forecast(context.data, code, context.org_unit_key)
    if found is None or not found.is_shown:
        return None
    say, lang = _Writer(indicator), context.lang
    value = t("forecast.band_label", lang, value=say.quantity(found.value), low=say.number(found.low),
              high=say.number(found.high))  # fmt: skip
    rows: list[tuple[str, Any]] = [(t("forecast.value", lang), value)]
    if found.probability is not None:
        rows.append((t("forecast.chance", lang), say_chance(found.probability, lang)))
    return drawer_part(t("forecast.title", lang, year=found.fiscal_year), facts(rows))


def _draw_outlook(found: Forecast, indicator: Indicator, lang: str) -> list[Any]:
    if not found.is_shown:
        return [part_state("empty", t("forecast.not_shown", lang), t("forecast.not_shown_why", lang))]
    say = _Writer(indicator)
    low, high = say.number(found.low), say.number(found.high)
    unit = html.Span(f" {indicator.unit}", className="forecast__unit")
    head = html.Div(
        [
            html.Span([say.number(found.value), unit], className="forecast__value"),
            html.Span(t("forecast.band", lang, low=low, high=high), className="soft"),
        ],
        className="forecast__head",
    )
    label = t("forecast.band_label", lang, value=say.quantity(found.value), low=low, high=high)
    goal = "" if found.target is None else t("forecast.target_short", lang, value=say.number(found.target))
    band = forecast_band(found.value, found.low, found.high, target=found.target, goal=goal, label=label)
    return [head, band, facts(_say_target(found, say, lang))]


def _say_target(found: Forecast, say: _Writer, lang: str) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    if found.target is None:
        name = "target_none" if found.year_target is None else "target_whole"
        rows.append((t("forecast.target", lang), t(f"forecast.{name}", lang)))
    else:
        name = "target_proposed" if found.target_state == "proposed" else "target"
        rows.append((t(f"forecast.{name}", lang), say.quantity(found.target)))
    if found.probability is not None:
        rows.append((t("forecast.chance", lang), say_chance(found.probability, lang)))
    if found.needed is not None:
        value = say.change(found.needed) if found.kind == "stock" else say.quantity(found.needed)
        months = MONTHS - found.months
        rows.append((t("forecast.needed", lang), t(f"forecast.needed_{found.kind}", lang, value=value, months=months)))
    rows.append((t("forecast.method", lang), t(f"forecast.method_{found.method}", lang)))
    return rows


def say_chance(probability: float, lang: str) -> str:
    """In whole percent; never 0 or 100, which nobody can promise."""
    if probability > 0.99:
        return t("forecast.chance_most", lang)
    if probability < 0.01:
        return t("forecast.chance_least", lang)
    return t("forecast.chance_about", lang, percent=format_number(100 * probability))


def _draw_tests(found: Forecast, tests: Sequence[ForecastTest], indicator: Indicator, lang: str) -> list[Any]:
    """The past years forecast from as many months as are known now; folded beneath, all of them."""
    say = _Writer(indicator)
    now = [test for test in tests if test.month == found.months]
    said = t(
        "forecast.tests_said", lang, years=len({test.fiscal_year for test in tests}),
        error=say.fine(found.error), naive=say.fine(found.naive_error),
    )  # fmt: skip
    title = t("forecast.tests_title", lang)
    parts = [html.H3(title, className="drawer__title"), html.P(said), _tests_table(now, say, title, lang)]
    summary = t("forecast.tests_all", lang)
    return [*parts, html.Details([html.Summary(summary), _tests_table(tests, say, summary, lang)])]


def _tests_table(tests: Sequence[ForecastTest], say: _Writer, label: str, lang: str) -> html.Div:
    cells: dict[str, Callable[[ForecastTest], str]] = {
        "year": lambda test: str(test.fiscal_year),
        "month": lambda test: str(test.month),
        "forecast": lambda test: say.number(test.forecast),
        "naive": lambda test: say.number(test.naive),
        "actual": lambda test: say.number(test.actual),
        "miss": lambda test: say.change(test.forecast - test.actual, is_bare=True),
    }
    if len({test.month for test in tests}) == 1:  # said above it
        del cells["month"]
    columns = [Column(t(f"forecast.{name}", lang), "number") for name in cells]
    return table(columns, [[write(test) for write in cells.values()] for test in tests], label=label)


class _Writer:
    """Numbers of one indicator; errors one place finer, so that two of them can be told apart."""

    def __init__(self, indicator: Indicator) -> None:
        self.unit = indicator.unit
        self.decimals = indicator.decimals

    def number(self, value: float) -> str:
        return format_number(value, self.decimals)

    def quantity(self, value: float) -> str:
        return format_quantity(value, self.unit, self.decimals)

    def fine(self, value: float) -> str:
        return format_quantity(value, self.unit, self.decimals + 1)

    def change(self, value: float, *, is_bare: bool = False) -> str:
        said = format_change(value, max(self.decimals, 1))
        return said if is_bare or not self.unit else f"{said} {self.unit}"
