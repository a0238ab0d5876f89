"""What a warehouse must hold after the real Traffy files, worked out from the raw lines in plain loops."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

PHASES = {
    "รอรับเรื่อง": "open", "ส่งเรื่องแล้ว": "open", "กำลังดำเนินการ": "open", "ส่งต่อ(ใหม่)": "open",
    "เสร็จสิ้น": "finished", "ไม่เกี่ยวข้อง": "excluded",
}  # fmt: skip
# types the contract has a category for, by our own reading of its list
TYPES = {
    "ถนน": "road", "ทางเท้า": "sidewalk", "แสงสว่าง": "lighting", "น้ำท่วม": "flood", "ความปลอดภัย": "safety",
    "ความสะอาด": "cleanliness", "สายไฟ": "cables", "สะพาน": "bridge", "ท่อระบายน้ำ": "drain", "จราจร": "traffic",
    "กีดขวาง": "obstruction", "ต้นไม้": "tree", "คลอง": "canal", "เสียงรบกวน": "noise", "สัตว์จรจัด": "stray_animals",
    "เสนอแนะ": "suggestion", "คนจรจัด": "homeless", "การเดินทาง": "travel", "ขยะ": "waste",
}  # fmt: skip


@dataclass
class Spell:
    opened: date
    closed: date | None = None
    outcome: str | None = None
    basis: str | None = None


@dataclass
class Ticket:
    """A ticket as the last line that told of it says, and what became of it."""

    record: dict[str, Any]
    received: datetime
    events: dict[int, tuple[datetime, str]] = field(default_factory=dict)  # by second: the last line of a second wins
    spells: list[Spell] = field(default_factory=list)

    @property
    def phase(self) -> str:
        return PHASES[self.record["state"]]

    @property
    def types(self) -> list[str]:
        return [TYPES.get(word, "unknown") for word in (self.record["type"] or "").split(",")]

    @property
    def more_types(self) -> set[str]:
        return set(self.types[1:]) - {"unknown", self.types[0]}


@dataclass
class Expected:
    read: int = 0
    refused: int = 0  # rows without a state
    tickets: dict[str, Ticket] = field(default_factory=dict)

    @property
    def repeats(self) -> int:
        return self.read - self.refused - len(self.tickets)

    def count(self, name: str) -> Counter[Any]:
        """How many tickets have each value of a property."""
        return Counter(getattr(ticket, name) for ticket in self.tickets.values())


def in_bangkok(text: str) -> datetime:
    """`2022-07-20 16:37:46.949758+00` or `2022-06-07T10:11:49+00:00` -> Bangkok's wall clock."""
    whole, _, offset = text.replace("T", " ").partition("+")
    assert offset in ("00", "00:00")
    return datetime.fromisoformat(whole.partition(".")[0]) + timedelta(hours=7)


KEPT = ("_seen_at", "ticket_id", "timestamp", "state", "type", "org", "star", "count_reopen", "coords", "geometry")


def read_lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield {name: record[name] for name in KEPT if name in record}


def expect_search_pages(file: Path, first_run: date) -> Expected:
    """One line per ticket and page; the last one of a ticket holds. Nothing says when it was closed."""
    expected = Expected()
    for record in read_lines(file):
        expected.read += 1
        if record["state"] is None:
            expected.refused += 1
            continue
        ticket = Ticket(record, in_bangkok(record["timestamp"]))
        ended = ticket.phase != "open"
        ticket.spells = [
            Spell(ticket.received.date(), first_run, ticket.phase, "unknown")
            if ended
            else Spell(ticket.received.date())
        ]
        expected.tickets[record["ticket_id"]] = ticket
    return expected


def expect_versions(file: Path) -> Expected:
    """One line per version of a ticket; the version seen last holds, all of them are its history."""
    expected = Expected()
    for record in read_lines(file):
        expected.read += 1
        seen = in_bangkok(record["_seen_at"])
        old = expected.tickets.get(record["ticket_id"])
        if old is None or in_bangkok(old.record["_seen_at"]) <= seen:
            new = Ticket(record, in_bangkok(record["timestamp"]), old.events if old else {})
            expected.tickets[record["ticket_id"]] = old = new
        old.events[int(seen.timestamp())] = (seen, record["state"])
    for ticket in expected.tickets.values():
        ticket.spells = walk(ticket)
    return expected


def walk(ticket: Ticket) -> list[Spell]:
    spells = [Spell(ticket.received.date())]
    for _, (at, state) in sorted(ticket.events.items()):
        day, phase, last = max(at, ticket.received).date(), PHASES[state], spells[-1]
        if phase == "open" and last.closed is not None:
            spells.append(Spell(day))
        elif phase != "open" and last.closed is None:
            last.closed, last.outcome, last.basis = day, phase, "history"
    if ticket.phase != "open":  # the last version is closed: since the first closing of the last unbroken run
        spells[-1].outcome = ticket.phase
    return spells
