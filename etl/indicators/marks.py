"""What the strategy office must be able to explain. A mark accuses nobody: it says what happened, when and by whom.

- **target eased**: a target that counted (stated or approved) was replaced after its fiscal year began by an easier
  one, by none, or by another rule; it marks the periods judged by what came after.
- **late definition**: what is counted or how it is judged was changed in the last 15 days of a quarter; it marks the
  periods that day lies in. Names, owners, notes and plan links may be changed at any time.
- **reject spike**: in a month a source had at least 10 rows refused for the first time and three times what is usual,
  the middle of the six months before (fewer than three since the month of its first load: nothing is usual yet); it
  marks the periods that the month lies in, for every indicator of the source's contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from statistics import median

from sqlalchemy import Connection, func, select

from etl.calendar_th import Period, add_months, bangkok_date, fiscal_year_be, fiscal_year_start
from etl.indicators.definition import Definition
from etl.indicators.targets import Rule, Target
from etl.indicators.trajectory import value_in
from etl.indicators.versions import StoredDefinition, all_versions, targets
from etl.warehouse.tables import dim_source, etl_reject, etl_run

QUARTER_END_DAYS = 15
# parts whose change changes neither a figure nor its status
WORDS = frozenset(
    "name_th name_en notes_th notes_en basis_th basis_en source owner keeper plan_links decimals baseline".split()  # noqa: SIM905
)
FEWEST_REJECTS = 10
TIMES_USUAL = 3
MONTHS_BEFORE = (3, 6)  # at least, at most


class MarkKind(StrEnum):
    TARGET_EASED = "target_eased"
    LATE_DEFINITION = "late_definition"
    REJECT_SPIKE = "reject_spike"


@dataclass(frozen=True, slots=True)
class Mark:
    """`subject` is the indicator's code, of a reject spike the contract; the half-open days are those it marks.

    `before` and `after` are the targets (null: a rule of `rules`, or none), of a reject spike what is usual and what
    was found; `parts` the parts of the definition that changed, of a reject spike the source.
    """

    kind: MarkKind
    subject: str
    on: date
    author: str
    reason: str
    from_date: date
    to_date: date
    before: Decimal | None = None
    after: Decimal | None = None
    parts: tuple[str, ...] = ()
    rules: tuple[Rule | None, Rule | None] = (None, None)  # of a target, before and after

    @property
    def fiscal_year(self) -> int:
        return fiscal_year_be(self.from_date)

    def touches(self, period: Period) -> bool:
        """Whether figures of the period carry the mark."""
        is_of_year = self.kind is not MarkKind.TARGET_EASED or period.fiscal_year == self.fiscal_year
        return is_of_year and period.starts_on < self.to_date and period.ends_on > self.from_date


def read_marks(connection: Connection) -> list[Mark]:
    """Every mark of the indicators defined now, the latest first."""
    versions = all_versions(connection)
    current = {v.code: v.definition for v in versions if v.valid_to_at is None}
    marks = [
        *find_eased_targets(current, targets(connection)),
        *find_late_definitions(v for v in versions if v.code in current),
        *_read_reject_spikes(connection),
    ]
    return sorted(marks, key=lambda mark: (mark.on, mark.subject), reverse=True)


# --- targets ----------------------------------------------------------------------------------------------------


def find_eased_targets(definitions: dict[str, Definition], versions: Iterable[Target]) -> list[Mark]:
    """Of versions in the order they were made, all of them, closed ones too."""
    of: dict[tuple[str, int], list[Target]] = {}
    for target in versions:
        if target.state != "proposed" and target.code in definitions:
            of.setdefault((target.code, target.fiscal_year), []).append(target)
    marks = []
    for (code, year), some in of.items():
        begins, ends = fiscal_year_start(year), fiscal_year_start(year + 1)
        for old, new in pairwise(sorted(some, key=lambda t: (t.valid_from_at, t.target_key))):
            on = bangkok_date(new.valid_from_at)
            if begins < on < ends and is_eased(old, new, definitions[code].direction, on):
                about = (MarkKind.TARGET_EASED, code, on, new.author, new.note, on, ends, old.value, new.value)
                marks.append(Mark(*about, rules=(old.rule, new.rule)))
    return marks


def is_eased(old: Target, new: Target, direction: str, since: date) -> bool:
    """Whether the new target asks less of any period of the year that ends after a day, or by another rule."""
    if old.is_none:
        return False
    if new.is_none:
        return True
    sign = {"higher": 1, "lower": -1}.get(direction, 0)
    if new.rule != old.rule:
        return _is_easier_rule(old, new, sign)
    for period in year_periods(old.fiscal_year):
        if old.value is None or new.value is None or period.ends_on <= since:
            continue
        asked = value_in(old.trajectory, Fraction(old.value), period, None)
        asks = value_in(new.trajectory, Fraction(new.value), period, None)
        if asked is not None and (asks is None or sign * (asks - asked) < 0):
            return True
    return False


def _is_easier_rule(old: Target, new: Target, sign: int) -> bool:
    """Two plain numbers are compared, written as a value or as a rule; what moves with other figures cannot be."""
    before, after = _plain_number(old), _plain_number(new)
    if before is None or after is None or before != after:
        return before is None or after is None or sign * (after - before) < 0
    return old.rule is not None and old.rule.is_strict and (new.rule is None or not new.rule.is_strict)


def _plain_number(target: Target) -> Decimal | None:
    if target.value is not None:
        return target.value
    try:
        return Decimal(target.rule.formula or "") if target.rule is not None else None
    except InvalidOperation:
        return None


def year_periods(fiscal_year: int) -> list[Period]:
    """Those of a fiscal year that a target may ask something of."""
    begins = fiscal_year_start(fiscal_year)
    months = [(add_months(begins, n), add_months(begins, n + 1)) for n in range(12)]
    found = [Period(f"FY{fiscal_year}", "fiscal_year", begins, add_months(begins, 12))]
    for first, after in months:
        found += [
            Period(f"M{first:%Y-%m}", "month", first, after),
            Period(f"YTD{first:%Y-%m}", "ytd", begins, after),
        ]
    for length, sign, grain in ((3, "Q", "quarter"), (6, "H", "half")):
        for n in range(12 // length):
            days = (add_months(begins, length * n), add_months(begins, length * (n + 1)))
            found.append(Period(f"{sign}{fiscal_year}-{n + 1}", grain, *days))
    return found


# --- definitions ------------------------------------------------------------------------------------------------


def find_late_definitions(versions: Iterable[StoredDefinition]) -> list[Mark]:
    """Of versions in order of code and version."""
    marks = []
    for old, new in pairwise(versions):
        on = bangkok_date(new.valid_from_at)
        if old.code != new.code or on < quarter_end(on) - timedelta(days=QUARTER_END_DAYS):
            continue
        parts = changed_parts(old.definition, new.definition)
        if parts:
            span = (on, on + timedelta(days=1))
            marks.append(Mark(MarkKind.LATE_DEFINITION, new.code, on, new.author, new.reason, *span, parts=parts))
    return marks


def changed_parts(old: Definition, new: Definition) -> tuple[str, ...]:
    """Names of the parts that differ and matter to a figure or its status, in the definition's own order."""
    return tuple(
        name for name in Definition.model_fields if name not in WORDS and getattr(old, name) != getattr(new, name)
    )


def quarter_end(day: date) -> date:
    """The first day after the fiscal quarter a day lies in; fiscal quarters end as calendar ones do."""
    return add_months(day, 3 - (day.month - 1) % 3)


# --- refused rows -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refused:
    """Rows of a source refused for the first time, by the first day of their month; `loaded_on`: its first load."""

    source: str
    contract: str
    loaded_on: date
    by_month: dict[date, int]


def find_reject_spikes(sources: Sequence[Refused]) -> list[Mark]:
    marks = []
    for source in sources:
        for month, count in sorted(source.by_month.items()):
            usual = _usual(source, month)
            if usual is None or count < max(FEWEST_REJECTS, TIMES_USUAL * usual):
                continue
            ends = add_months(month, 1)
            numbers = (Decimal(str(usual)), Decimal(count))
            marks.append(
                Mark(MarkKind.REJECT_SPIKE, source.contract, month, "", "", month, ends, *numbers, (source.source,))
            )
    return marks


def _usual(source: Refused, month: date) -> float | None:
    """The middle of the months before; null while there are too few since the first load."""
    least, most = MONTHS_BEFORE
    first = add_months(source.loaded_on, 1)  # the month of the first load brings years at once
    before = [add_months(month, -back) for back in range(1, most + 1)]
    known = [source.by_month.get(one, 0) for one in before if one >= first]
    return float(median(known)) if len(known) >= least else None


def _read_reject_spikes(connection: Connection) -> list[Mark]:
    loaded = (
        select(etl_run.c.source_name, func.min(etl_run.c.started_at))
        .where(etl_run.c.status == "done", etl_run.c.source_name.is_not(None))
        .group_by(etl_run.c.source_name)
    )
    contracts = {row.name: row.contract for row in connection.execute(select(dim_source.c.name, dim_source.c.contract))}
    found = {
        name: Refused(name, contracts[name], bangkok_date(at), {})
        for name, at in connection.execute(loaded)
        if name in contracts
    }
    counted = (
        select(etl_reject.c.source_name, func.min(etl_reject.c.first_seen_at), func.count())
        .group_by(etl_reject.c.source_name, etl_reject.c.first_run_key)
        .order_by(etl_reject.c.source_name, etl_reject.c.first_run_key)
    )
    for name, at, count in connection.execute(counted):
        if name in found:
            month = _month_of(at)
            found[name].by_month[month] = found[name].by_month.get(month, 0) + count
    return find_reject_spikes(list(found.values()))


def _month_of(at: datetime) -> date:
    return bangkok_date(at).replace(day=1)
