"""What is owed by whom: the rounds of every indicator fed by hand, as of this instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.access.person import EXECUTIVE, PLANNER, STRATEGY
from dashboard.entry_readers import HandIndicator, read_entry_periods, read_entry_states, read_hand_indicators
from dashboard.registry import PageContext
from etl.calendar_th import Period, bangkok_date
from etl.indicators.rounds import Round, list_rounds

PATH = "/indicators/entries"
WRITERS = (PLANNER, STRATEGY)  # who enters values
DECIDERS = (STRATEGY,)  # who decides on those of others
SEE_EVIDENCE = (EXECUTIVE, PLANNER, STRATEGY)


@dataclass(frozen=True)
class Owed:
    """One round of one indicator."""

    indicator: HandIndicator
    round: Round

    @property
    def period(self) -> Period:
        return self.round.period


@dataclass(frozen=True)
class EntryGround:
    """Everything by hand; `owed` holds all rounds, running and reported ones too, of the whole municipality."""

    today: date
    root: str  # the municipality's own code
    indicators: Sequence[HandIndicator]
    periods: Sequence[Period]
    owed: Sequence[Owed]

    def find(self, code: str) -> HandIndicator | None:
        return next((one for one in self.indicators if one.code == code), None)

    def of(self, *states: str) -> list[Owed]:
        """The longest overdue first, then by code."""
        found = [one for one in self.owed if one.round.state in states]
        return sorted(found, key=lambda one: (one.round.due_date, one.indicator.code))


def read_entry_ground(context: PageContext) -> EntryGround:
    """Of every indicator, or of those the chosen org_unit answers for; periods by the clock, not the data's day."""
    today = bangkok_date(context.now)
    units = context.data.rows("pages/frame_org_units")
    root = units[0] if units else None
    periods = read_entry_periods(context.data, today)
    states = read_entry_states(context.data, root.org_unit_key) if root else {}
    everything = read_hand_indicators(context.data)
    is_whole = root is None or context.org_unit_code == root.code
    indicators = [i for i in everything if is_whole or i.definition.owner == context.org_unit_code]
    owed = [
        Owed(one, found)
        for one in indicators
        for found in list_rounds(
            one.definition.frequency,
            periods,
            since=one.since,
            approved=states.get(one.code, {}).get("approved", set()),
            waiting=states.get(one.code, {}).get("waiting", set()),
            today=today,
        )
    ]
    return EntryGround(today, root.code if root else "", indicators, periods, owed)
