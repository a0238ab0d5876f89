"""How far a change reaches: which indicators, in which periods, have to be worked out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from etl.indicators.book import Calendar
from etl.indicators.formula import Input
from etl.indicators.workings import Gauge, inputs_of_rules


def find_reached(
    gauges: Mapping[str, Gauge],
    calendar: Calendar,
    contract_of: Mapping[str, str],
    *,
    period_ids: Collection[str],
    contracts: Collection[str] | None,
    codes: Collection[str],
) -> dict[str, set[str]]:
    """Code -> periods, where the measures of some contracts (null: of any) changed in some periods, and everything

    about the `codes` did. What `previous` looks at from a later period and what refers to another indicator follows;
    an indicator judged by a rule follows in all periods.
    """
    reached: dict[str, set[str]] = {}

    def follow(code: str) -> set[str]:
        if code not in reached:
            reached[code] = set()
            reached[code] = find(code)
        return reached[code]

    def find(code: str) -> set[str]:
        if code in codes:
            return set(calendar.periods)
        gauge = gauges.get(code)
        if gauge is None:
            return set()
        found = gather(gauge.inputs)
        if gauge.tree is None or contracts is None or gauge.definition.contract in contracts:
            found |= set(period_ids)
        if gauge.has_rule and (found or gather(inputs_of_rules(gauge))):
            return set(calendar.periods)
        return found

    def gather(inputs: Iterable[Input]) -> set[str]:
        found: set[str] = set()
        for asked in inputs:
            if asked.is_indicator:
                found |= calendar.reached_from(follow(asked.name), asked.shifts)
            elif contracts is None or contract_of.get(asked.name) in contracts:
                found |= calendar.reached_from(period_ids, asked.shifts)
        return found

    for code in gauges.keys() | set(codes):
        follow(code)
    return {code: periods for code, periods in reached.items() if periods}
