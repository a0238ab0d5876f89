"""What the measures should be, worked out day by day from complaints and their histories with plain loops.

Shares nothing with the program but the published definitions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

BANGKOK = timezone(timedelta(hours=7))
ONE_DAY = timedelta(days=1)
PHASES = {
    "new": "open", "accepted": "open", "in_progress": "open", "waiting_info": "open", "forwarded": "open",
    "follow_up": "open", "finished": "finished", "closed_unresolved": "finished", "irrelevant": "excluded",
    "not_accepted": "excluded", "cancelled": "excluded",
}  # fmt: skip
PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 2}
DIGITAL_CHANNELS = {1}
# key -> code, kind, zone: a zone, a community in it, one in no zone, another zone, and none stated
AREAS = {
    0: ("unknown", "unknown", None), 1: ("z1", "zone", None), 2: ("z1/c", "community", 1),
    3: ("-/d", "community", None), 4: ("z2", "zone", None),
}  # fmt: skip
FLOWS = (
    "received", "received_digital", "acknowledged", "acknowledge_seconds", "forwarded", "reopened", "finished",
    "finished_undated", "finished_reopened", "excluded", "due", "done_by_due", "reply_due", "replied_in_time",
    "rated", "stars",
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    at: datetime  # Bangkok
    sequence: int
    status: str


@dataclass(frozen=True)
class Complaint:
    source_id: str
    received_at: datetime  # Bangkok
    status: str
    due_date: date
    closed_seen_at: datetime
    events: tuple[Event, ...] = ()
    closed_at: datetime | None = None
    acknowledged_at: datetime | None = None
    first_reply_date: date | None = None
    stars: int | None = None
    reopen_count: int = 0
    org_unit_key: int = 4
    category_key: int = 1
    channel_key: int = 1
    area_key: int = 0
    is_deleted: bool = False
    is_counted: bool = True

    @property
    def phase(self) -> str:
        return PHASES[self.status]

    @property
    def received_date(self) -> date:
        return self.received_at.date()


@dataclass
class Spell:
    opened: date
    closed: date | None = None
    outcome: str | None = None
    basis: str | None = None


def find_spells(complaint: Complaint) -> list[Spell]:
    """The stretches in which a complaint was open."""
    if complaint.is_deleted or not complaint.is_counted:
        return []
    spells = [Spell(complaint.received_date)]
    is_open = True
    for event in sorted(complaint.events, key=lambda e: (max(e.at, complaint.received_at), e.sequence)):
        day = max(event.at, complaint.received_at).date()
        if PHASES[event.status] != "open":
            if is_open:
                spells[-1] = Spell(spells[-1].opened, day, PHASES[event.status], "history")
            is_open = False
        elif not is_open:
            spells.append(Spell(day))
            is_open = True
    if complaint.phase == "open":
        spells[-1] = Spell(spells[-1].opened)
        return spells
    closed = complaint.closed_at.date() if complaint.closed_at else None
    if is_open and len(spells) > 1 and (closed is None or closed < spells[-1].opened):
        spells.pop()  # the header knows better than a reopening at the end of the history
    opened = spells[-1].opened
    if closed is not None and closed >= opened:
        spells[-1] = Spell(opened, closed, complaint.phase, "source")
    elif spells[-1].closed is not None:  # said again later, it was still closed by then
        spells[-1] = Spell(opened, spells[-1].closed, complaint.phase, "history")
    else:
        spells[-1] = Spell(opened, max(complaint.closed_seen_at.date(), opened), complaint.phase, "unknown")
    return spells


def state_at_end_of(spells: list[Spell], day: date) -> str | None:
    """open, finished or excluded; null before receipt."""
    state = None
    for spell in spells:
        if spell.opened <= day:
            state = "open" if spell.closed is None or spell.closed > day else spell.outcome
    return state


@dataclass
class Figures:
    flows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FLOWS, 0))
    open_start: int = 0
    open_end: int = 0
    open_over30: int = 0
    close_days: list[int] = field(default_factory=list)

    @property
    def middles(self) -> tuple[int, int] | None:
        found = sorted(self.close_days)
        return (found[(len(found) - 1) // 2], found[len(found) // 2]) if found else None


def below(org_unit_key: int, ancestor_key: int) -> bool:
    key: int | None = org_unit_key
    while key is not None:
        if key == ancestor_key:
            return True
        key = PARENTS[key]
    return False


def work_out(complaints: list[Complaint], starts_on: date, ends_on: date, today: date, org_unit_key: int) -> Figures:
    """The figures of one period and org_unit as of the evening of `today`."""
    figures = Figures()
    last = min(ends_on - ONE_DAY, today)
    for complaint in complaints:
        spells = find_spells(complaint)
        if not spells or not below(complaint.org_unit_key, org_unit_key):
            continue
        figures.open_start += state_at_end_of(spells, starts_on - ONE_DAY) == "open"
        is_open = state_at_end_of(spells, last) == "open"
        figures.open_end += is_open
        figures.open_over30 += is_open and (last - complaint.received_date).days > 30
        for day in sorted(_days_of(complaint, spells)):
            if starts_on <= day <= last:
                _count_day(figures, complaint, spells, day, today)
    return figures


def _days_of(complaint: Complaint, spells: list[Spell]) -> set[date]:
    """Every day on which anything of a complaint can happen; on all others there is nothing to count."""
    received = complaint.received_date
    days = {received, complaint.due_date, received + 15 * ONE_DAY}
    days |= {max(event.at, complaint.received_at).date() for event in complaint.events}
    days |= {complaint.acknowledged_at.date()} if complaint.acknowledged_at else set()
    for spell in spells:
        days |= {spell.opened, *([spell.closed] if spell.closed else [])}
    return days


def _count_day(figures: Figures, complaint: Complaint, spells: list[Spell], day: date, today: date) -> None:
    flows = figures.flows
    if complaint.received_date == day:
        flows["received"] += 1
        flows["received_digital"] += complaint.channel_key in DIGITAL_CHANNELS
    if complaint.acknowledged_at and complaint.acknowledged_at.date() == day:
        flows["acknowledged"] += 1
        flows["acknowledge_seconds"] += int((complaint.acknowledged_at - complaint.received_at).total_seconds())
    sent_on = [max(e.at, complaint.received_at) for e in complaint.events if e.status == "forwarded"]
    if sent_on and min(sent_on).date() == day:
        flows["forwarded"] += 1
    finished = [spell for spell in spells if spell.outcome == "finished"]
    for number, spell in enumerate(spells, start=1):
        flows["reopened"] += spell.opened == day and number > 1
        if spell.closed != day:
            continue
        if spell.outcome == "excluded":
            flows["excluded"] += 1
            continue
        flows["finished"] += 1
        flows["finished_undated"] += spell.basis == "unknown"
        flows["finished_reopened"] += number > 1 or (number == len(spells) and complaint.reopen_count > 0)
        if spell.basis != "unknown":
            figures.close_days.append((day - complaint.received_date).days)
        if spell is finished[-1] and complaint.stars is not None:
            flows["rated"] += 1
            flows["stars"] += complaint.stars
    if day >= today:
        return
    state = state_at_end_of(spells, day)
    if complaint.due_date == day and state != "excluded":
        flows["due"] += 1
        flows["done_by_due"] += state == "finished"
    if complaint.received_date + 15 * ONE_DAY == day and state != "excluded":
        flows["reply_due"] += 1
        flows["replied_in_time"] += complaint.first_reply_date is not None and complaint.first_reply_date <= day
