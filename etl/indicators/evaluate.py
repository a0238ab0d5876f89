"""The values of indicators for periods x org_units: from measures, from one another, from what people entered.

Values stay exact until they are stored. What a value is worked out from, and which period `previous` means, `book.py`
says. An entered value stands in the periods of its indicator's own frequency only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Connection

from etl.calendar_th import Period, fiscal_year_be, fiscal_year_start
from etl.indicators.book import UNSCORED_GRAINS, Book
from etl.indicators.definition import Definition, TargetState
from etl.indicators.formula import Value, inputs_of
from etl.indicators.names import FormulaName, formula_names
from etl.indicators.parts import holds_for_parts
from etl.indicators.status import Freshness, Status, Yardstick, make_yardstick
from etl.indicators.targets import Aimed, Target, aim_at
from etl.indicators.versions import StoredDefinition, definitions, targets
from etl.indicators.workings import Gauge, Place, Workings, make_gauges

__all__ = ["FormulaName", "IndicatorValue", "evaluate_all", "formula_names", "preview", "read_inputs"]

FREQUENCY_GRAINS = {
    "weekly": "week", "monthly": "month", "quarterly": "quarter", "half_yearly": "half", "annual": "fiscal_year",
    "every_2_years": "fiscal_year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One indicator's value, exact, with the target, status and score it has in a period and org_unit."""

    code: str
    definition_key: int
    period_id: str
    org_unit_key: int
    value: Value
    target: Fraction | None
    target_state: TargetState | None
    status: Status
    score: Fraction | None


def evaluate_all(
    connection: Connection,
    definitions: Iterable[StoredDefinition],
    targets: Iterable[Target],
    *,
    as_of: datetime,
    period_ids: Sequence[str] | None = None,
    only: Mapping[str, Collection[str]] | None = None,
) -> Iterator[IndicatorValue]:
    """Every indicator with values x period x org_unit, with status and score, in the order of ind_value's key.

    `definitions` and `targets` are all there are: one may refer to another. `period_ids` narrows it to some periods,
    `only` to some indicators and the periods named for each. Entered ones have rows in the periods of their own
    frequency, for the whole municipality and the org_units that ever had an entry. What no source gives is said once,
    for the whole municipality, from the current fiscal year on.
    """
    book = Book(connection, as_of)
    this_year = fiscal_year_start(fiscal_year_be(book.today))
    gauges = make_gauges(definitions, targets, book.coverage)
    workings = Workings(book, gauges)
    scored = [period for _, period in sorted(book.calendar.periods.items()) if period.grain not in UNSCORED_GRAINS]
    wanted = set(book.calendar.periods) if period_ids is None else set(period_ids)
    if only is not None:
        book.names = workings.names_for(only)
    book.read(p.period_id for p in scored if p.period_id in wanted and (only is None or _is_asked(only, p.period_id)))
    for code, gauge in sorted(gauges.items()):
        if only is not None and code not in only:
            continue
        here = wanted if only is None else wanted.intersection(only[code])
        if gauge.tree is None:
            grain = FREQUENCY_GRAINS[gauge.definition.frequency]
            periods = [p for _, p in sorted(book.calendar.periods.items()) if p.grain == grain and p.period_id in here]
            units = _units_of_entries(book, code)
        else:
            periods = [p for p in scored if p.period_id in here]
            units = list(book.org_unit_keys)
        for period in periods:
            is_known = gauge.freshness(period, book.today) is not Freshness.NOT_CONNECTED
            if is_known or period.ends_on > this_year:
                yield from _judge(workings, gauge, period, units if is_known else book.root_keys)


def _is_asked(only: Mapping[str, Collection[str]], period_id: str) -> bool:
    return any(period_id in periods for periods in only.values())


def _units_of_entries(book: Book, code: str) -> list[int]:
    entered = {org_unit_key for at, _, org_unit_key in book.entries if at == code}
    return sorted(entered.union(book.root_keys))


def _judge(workings: Workings, gauge: Gauge, period: Period, org_unit_keys: Iterable[int]) -> Iterator[IndicatorValue]:
    """The same yardstick for every org_unit, except where a rule asks for the org_unit's own values, or where the

    whole's target is a sum that no part alone is to reach (parts.py).
    """
    code, key, period_id = gauge.definition.code, gauge.key, period.period_id
    roots, is_sum = workings.book.root_keys, workings.adds_up(code)
    has_rule, may_wait = gauge.has_rule, gauge.tree is None and period.ends_on > workings.book.today
    aimed, yardstick = None, None
    aim, state = None, None
    for org_unit_key in org_unit_keys:
        value = workings.value(code, period_id, org_unit_key)
        if yardstick is None or has_rule:
            aimed, yardstick = _measure_up(workings, gauge, period, org_unit_key)
            aim, state = (None, None) if aimed is None else (aimed.value, aimed.state)
        if is_sum and org_unit_key not in roots and not holds_for_parts(aimed):
            bare = make_yardstick(gauge.definition, None, gauge.freshness(period, workings.book.today))
            yield IndicatorValue(code, key, period_id, org_unit_key, value, None, None, *bare.judge(value))
            continue
        status, score = yardstick.judge(value)
        if value is None and may_wait:
            status = Status.NOT_DUE  # nobody has to have reported it yet
        yield IndicatorValue(code, key, period_id, org_unit_key, value, aim, state, status, score)


def _measure_up(workings: Workings, gauge: Gauge, period: Period, org_unit_key: int) -> tuple[Aimed | None, Yardstick]:
    today = workings.book.today
    place = Place(workings, gauge.definition.code, period.period_id, org_unit_key)
    aimed = aim_at(gauge.targets, period, place, today=today)
    return aimed, make_yardstick(gauge.definition, aimed, gauge.freshness(period, today))


def preview(
    connection: Connection, definition: Definition, *, org_unit_key: int, as_of: datetime, count: int = 12
) -> list[IndicatorValue]:
    """What a definition that is not stored yet would give: its last periods that have begun, oldest first.

    With the targets stored for its code. Nothing is written. A definition without values gives an empty list.
    """
    changed = StoredDefinition(0, 0, definition, "person", "", "", as_of, None)
    others = [one for one in definitions(connection) if one.code != definition.code]
    book = Book(connection, as_of, (org_unit_key,))
    gauges = make_gauges([*others, changed], targets(connection, definition.code), book.coverage)
    gauge = gauges.get(definition.code)
    if gauge is None:
        return []
    grain = FREQUENCY_GRAINS[definition.frequency]
    begun = [p for p in book.calendar.periods.values() if p.grain == grain and p.starts_on <= book.today]
    shown = sorted(begun, key=lambda period: period.ends_on)[-count:]
    workings = Workings(book, gauges)
    book.names = workings.names_for((definition.code,))
    book.read(period.period_id for period in shown)
    return [found for period in shown for found in _judge(workings, gauge, period, (org_unit_key,))]


def read_inputs(
    connection: Connection, definition: Definition, *, period_id: str, org_unit_key: int, as_of: datetime
) -> dict[str, Value]:
    """What a stored indicator's formula was given in one period and org_unit: the value of each input by its text."""
    book = Book(connection, as_of, (org_unit_key,))
    workings = Workings(book, make_gauges(definitions(connection), (), book.coverage))
    if period_id not in book.calendar.periods or definition.formula is None:
        return {}
    return {asked.text: workings.ask(asked, period_id, org_unit_key) for asked in inputs_of(definition.tree)}
