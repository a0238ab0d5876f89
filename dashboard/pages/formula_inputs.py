"""What a formula was given beyond the measures of its own period: other indicators, and values of other periods."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.pages.ground import read_definitions
from dashboard.registry import PageContext
from etl.indicators.definition import Definition
from etl.indicators.evaluate import read_inputs
from etl.indicators.formula import Value, indicators_of, inputs_of, parse, render


@dataclass(frozen=True)
class OtherInputs:
    """Their values by text (`[CMP-03]`, `previous(complaints_due)`), the names of indicators by `[code]`."""

    values: dict[str, Value]
    titles: dict[str, str]

    def say(self, measure_titles: dict[str, str]) -> list[tuple[str, Value]]:
        """Each with its words, in the order of the formula."""
        known = measure_titles | self.titles
        return [(render(parse(text), lambda name: known.get(name, name)), value) for text, value in self.values.items()]


def read_other_inputs(context: PageContext, definition: Definition, period_id: str) -> OtherInputs:
    """Empty for a formula of measures alone. Worked out by the same engine that scores."""
    others = [asked.text for asked in inputs_of(definition.tree) if asked.is_indicator or asked.shifts]
    if not others or context.as_of is None:
        return OtherInputs({}, {})
    codes = sorted(indicators_of(definition.tree))
    named = read_definitions(context, codes) if codes else {}
    titles = {f"[{code}]": d.name_th if context.lang == "th" else d.name_en for code, d in named.items()}
    with context.pen.connect() as connection:
        given = read_inputs(
            connection, definition, period_id=period_id, org_unit_key=context.org_unit_key, as_of=context.as_of
        )
    return OtherInputs({text: given.get(text) for text in others}, titles)
