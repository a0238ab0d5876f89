"""Values worked out from a book: each indicator's formula in one period and org_unit, and what rules may ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from etl.calendar_th import Period
from etl.errors import FormulaError
from etl.indicators.book import Book, Coverage
from etl.indicators.definition import Definition
from etl.indicators.formula import Input, Node, Value, evaluate, inputs_of, parse
from etl.indicators.names import find_ring, has_value
from etl.indicators.parts import adds_up
from etl.indicators.status import Freshness
from etl.indicators.targets import Lookup, Target, group_by_code
from etl.indicators.versions import StoredDefinition

LARGEST = 10**15  # no figure of a city is larger; what a formula makes beyond it is null


@dataclass(frozen=True, slots=True)
class Gauge:
    """A definition made ready: what its formula asks for, the targets it ever had, the coverage of its data."""

    key: int
    definition: Definition
    tree: Node | None  # null: entered by hand
    inputs: tuple[Input, ...]
    texts: tuple[str, ...]  # of the inputs
    targets: Sequence[Target]
    coverage: Coverage

    @property
    def has_rule(self) -> bool:
        """Whether a target depends on values, and so on the org_unit."""
        return any(target.rule is not None for target in self.targets)

    def freshness(self, period: Period, today: date) -> Freshness:
        if self.tree is not None and self.coverage.first_date is None and not self.coverage.is_connected:
            return Freshness.NOT_CONNECTED
        return Freshness.FRESH if period.starts_on <= today else Freshness.NOT_DUE


def make_gauges(
    stored: Iterable[StoredDefinition], targets: Iterable[Target], coverage: Mapping[str, Coverage]
) -> dict[str, Gauge]:
    """By code, for the definitions that have values: a system's, and those entered by hand. A ring has none."""
    by_code = group_by_code(targets)
    kept = {one.code: one for one in stored if has_value(one.definition)}
    known = {code: one.definition for code, one in kept.items()}
    gauges = {}
    for code, one in kept.items():
        tree = one.definition.tree if one.definition.is_measured else None
        if find_ring(code, known):
            continue
        inputs = () if tree is None else inputs_of(tree)
        gauges[code] = Gauge(
            one.definition_key,
            one.definition,
            tree,
            inputs,
            tuple(asked.text for asked in inputs),
            by_code.get(code, ()) if one.definition.kind == "tracked" else (),
            coverage.get(one.definition.contract or "", Coverage()),
        )
    return gauges


def inputs_of_rules(gauge: Gauge) -> tuple[Input, ...]:
    """What the formulas of an indicator's relative rules ask for."""
    rules = (target.rule for target in gauge.targets if target.rule is not None)
    return tuple(asked for rule in rules if rule.formula for asked in inputs_of(parse(rule.formula)))


class Workings:
    """Values worked out from a book, each once: what other indicators refer to is remembered."""

    def __init__(self, book: Book, gauges: Mapping[str, Gauge]) -> None:
        self.book = book
        self.gauges = gauges
        referred = {asked.name for gauge in gauges.values() for asked in gauge.inputs if asked.is_indicator}
        self._remembered = referred | {code for code, gauge in gauges.items() if gauge.has_rule}
        self._values: dict[tuple[str, str, int], Value] = {}
        kinds = book.measure_kinds
        self._sums = {code for code, g in gauges.items() if g.tree is not None and adds_up(g.tree, kinds)}
        self._made: dict[str, dict[tuple[Value, ...], Value]] = {}
        self._trees: dict[str, Node | None] = {}

    def names_for(self, codes: Iterable[str]) -> frozenset[str]:
        """Every measure that the values of these indicators, and what judges them, can ask for."""
        found: set[str] = set()
        seen: set[str] = set()
        open_codes = set(codes)
        while open_codes:
            code = open_codes.pop()
            seen.add(code)
            gauge = self.gauges.get(code)
            asked = () if gauge is None else (*gauge.inputs, *inputs_of_rules(gauge))
            found |= {one.name for one in asked if not one.is_indicator}
            open_codes |= {one.name for one in asked if one.is_indicator} - seen
        return frozenset(found)

    def adds_up(self, code: str) -> bool:
        """Whether the org_units' values make up the whole's."""
        return code in self._sums

    def value(self, code: str, period_id: str, org_unit_key: int) -> Value:
        """Null where there is none: no such indicator, no data, no entry."""
        gauge = self.gauges.get(code)
        if gauge is None:
            return None
        if gauge.tree is None:
            return self.book.entry(code, period_id, org_unit_key)
        if code not in self._remembered:
            return self._work_out(gauge, period_id, org_unit_key)
        place = (code, period_id, org_unit_key)
        if place not in self._values:
            self._values[place] = self._work_out(gauge, period_id, org_unit_key)
        return self._values[place]

    def _work_out(self, gauge: Gauge, period_id: str, org_unit_key: int) -> Value:
        """Formulas are pure: the same inputs, as the zeros of all whom a matter does not concern, are worked once."""
        given = tuple([self.ask(asked, period_id, org_unit_key) for asked in gauge.inputs])
        made = self._made.setdefault(gauge.definition.code, {})
        if given not in made:
            lookup = dict(zip(gauge.texts, given, strict=True)).get
            made[given] = None if gauge.tree is None else _bounded(evaluate(gauge.tree, lookup))
        return made[given]

    def ask(self, asked: Input, period_id: str, org_unit_key: int) -> Value:
        """The value of one input of a formula that stands in this period."""
        at = self.book.calendar.move(period_id, asked.shifts) if asked.shifts else period_id
        if at is None:
            return None
        if asked.is_indicator:
            return self.value(asked.name, at, org_unit_key)
        return self.book.measures(at, org_unit_key).get(asked.name)

    def formula(self, text: str, period_id: str, org_unit_key: int) -> Value:
        """What a formula of its own is worth there; null where it cannot be read."""
        if text not in self._trees:
            try:
                self._trees[text] = parse(text)
            except FormulaError:
                self._trees[text] = None
        tree = self._trees[text]
        if tree is None:
            return None
        found = {asked.text: self.ask(asked, period_id, org_unit_key) for asked in inputs_of(tree)}
        return _bounded(evaluate(tree, found.get))


def _bounded(value: Value) -> Value:
    return value if value is not None and -LARGEST <= value <= LARGEST else None


@dataclass(frozen=True, slots=True)
class Place(Lookup):
    """What a relative rule may ask for: the indicator's own values, and formulas in its period and org_unit."""

    workings: Workings
    code: str
    period_id: str
    org_unit_key: int

    def own(self, period_id: str) -> Value:
        if period_id not in self.workings.book.calendar.periods:
            return None
        return self.workings.value(self.code, period_id, self.org_unit_key)

    def formula(self, text: str) -> Value:
        return self.workings.formula(text, self.period_id, self.org_unit_key)
