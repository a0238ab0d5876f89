"""The complaint indicators recomputed from the source systems' own data by docs/definitions.md, in plain loops.

Shares no code with the pipeline, the SQL or the indicator engine; only config.yaml's value maps, which are data.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import yaml

OPEN = {"new", "accepted", "in_progress", "waiting_info", "forwarded", "follow_up"}
FINISHED = {"finished", "closed_unresolved"}
DIGITAL = {"line", "website", "app", "traffy", "you_phee"}
OWN_WORDS = {"Traffy Fondue": "traffy", "เว็บไซต์": "website", "แอปพลิเคชัน": "app"}  # as the contract names them
OWN_STATES = {
    "รอรับเรื่อง": "new", "กำลังดำเนินการ": "in_progress", "เสร็จสิ้น": "finished", "ไม่เกี่ยวข้อง": "irrelevant",
}  # fmt: skip
STANDARD = {"normal": 15, "urgent": 7, "very_urgent": 3, "planned": 30}


def phase(status: str) -> str:
    return "open" if status in OPEN else "finished" if status in FINISHED else "excluded"


@dataclass
class Spell:
    opened: date
    closed: date | None = None
    outcome: str | None = None
    is_dated: bool = True


@dataclass
class Case:
    unit: str
    channel: str
    received: datetime
    acknowledged: datetime | None
    replied: datetime | None
    due: date
    stars: int | None
    reopen_count: int
    reference: str = ""  # the number of the same matter in Traffy
    forwarded: date | None = None
    spells: list[Spell] = field(default_factory=list)

    def open_at_end_of(self, day: date) -> bool:
        return any(s.opened <= day and (s.closed is None or s.closed > day) for s in self.spells)

    def state_at_end_of(self, day: date) -> str:
        """open, finished or excluded: of the last spell opened by then."""
        last = [s for s in self.spells if s.opened <= day]
        if not last or last[-1].closed is None or last[-1].closed > day:
            return "open"
        return str(last[-1].outcome)


def words(config: Path, name: str, source_name: str = "complaints") -> dict[str, Any]:
    source = next(s for s in yaml.safe_load(config.read_text(encoding="utf-8"))["sources"] if s["name"] == source_name)
    values = source["value_maps"].get(name, {"values": {}})["values"]
    return {str(word): code for word, code in values.items()}


def moment(text: str | None) -> datetime | None:
    if text is None or not text.strip() or text.startswith("0000"):
        return None
    return datetime.fromisoformat(text)


def read_cases(database: Path, config: Path, first_run: date, now: datetime) -> list[Case]:
    """`first_run`: the Bangkok day the warehouse first met the rows; `now`: Bangkok wall clock of the load."""
    units = unit_names(config, "complaints")
    maps = {name: words(config, name) for name in ("status", "urgency", "channel")}
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    logs = defaultdict(list)
    for row in connection.execute("select * from tb_complaint_status_log"):
        at, status = moment(row["change_date"]), maps["status"].get(str(row["new_status"]).strip())
        if at is not None and status is not None:
            logs[row["complaint_id"]].append((at, row["log_id"], status))
    cases = []
    for row in connection.execute("select * from tb_complaint"):
        received, status = moment(row["receive_date"]), maps["status"].get(str(row["status_code"] or "").strip())
        stars = row["star"] or None
        if received is None or status is None or (stars is not None and not 1 <= stars <= 5):
            continue  # refused rows: no date of receipt, unknown status, impossible rating
        if received > now + timedelta(days=1):
            continue
        due = moment(row["due_date"])
        urgency = maps["urgency"].get(str(row["urgency"]), "normal")
        case = Case(
            unit=units.get(" ".join((row["dept_name"] or "").split()), "unknown"),
            channel=(OWN_WORDS | maps["channel"]).get(" ".join((row["channel_name"] or "").split()), "unknown"),
            received=received,
            acknowledged=moment(row["accept_date"]),
            replied=moment(row["reply_date"]),
            due=due.date() if due else received.date() + timedelta(days=STANDARD[urgency]),
            stars=stars,
            reopen_count=row["reopen_count"] or 0,
            reference="".join(row["traffy_ref"].split()).upper(),
        )
        add_spells(case, sorted(logs[row["complaint_id"]]), status, moment(row["finish_date"]), first_run)
        cases.append(case)
    return cases


def unit_names(config: Path, source_name: str) -> dict[str, str]:
    raw = yaml.safe_load(config.read_text(encoding="utf-8"))
    units = {u["code"]: u["code"] for u in raw["org_units"]}
    for unit in raw["org_units"]:
        for name in (unit["name_th"], unit["name_en"], unit.get("short_th", ""), *unit.get("aliases", [])):
            units[name] = unit["code"]
    return units | words(config, "org_unit", source_name)


def read_tickets(folder: Path, config: Path, first_run: date) -> dict[str, Case]:
    """By ticket number, from the JSON lines of all files: the latest version of each, by the time of last activity."""
    units, statuses = unit_names(config, "traffy"), OWN_STATES | words(config, "status", "traffy")
    latest: dict[str, tuple[datetime, dict[str, Any]]] = {}
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                at = in_bangkok(record["last_activity"])
                if record["ticket_id"] not in latest or latest[record["ticket_id"]][0] <= at:
                    latest[record["ticket_id"]] = (at, record)
    cases = {}
    for number, (_, record) in latest.items():
        received = in_bangkok(record["timestamp"])
        case = Case(
            unit=units.get(record["org"].split(",")[0], "unknown"),
            channel="traffy",
            received=received,
            acknowledged=None,
            replied=None,
            due=received.date() + timedelta(days=STANDARD["normal"]),
            stars=int(record["star"]) if record["star"] else None,
            reopen_count=int(record["count_reopen"] or 0),
        )
        steps = [(in_bangkok(step["timestamp"]), step["state"]) for step in record["timeline"]]
        events = [(at, place, statuses[state]) for place, (at, state) in enumerate(steps)]
        add_spells(case, sorted(events), statuses[record["state"]], None, first_run)
        cases[number] = case
    return cases


def in_bangkok(text: str) -> datetime:
    """`2026-11-20 02:02:47.1+00` -> the wall clock of Bangkok."""
    whole, _, offset = text.rpartition("+")
    assert offset == "00"
    return datetime.fromisoformat(whole.partition(".")[0]) + timedelta(hours=7)


def count_once(own: list[Case], tickets: dict[str, Case]) -> list[Case]:
    """The city's own complaints, and of the tickets those it does not know."""
    known = {case.reference for case in own}
    return own + [case for number, case in tickets.items() if number not in known]


def add_spells(
    case: Case, events: list[tuple[datetime, int, str]], status: str, closed_at: datetime | None, first_run: date
) -> None:
    turns: list[tuple[date, str]] = []  # the moments the complaint changed between open and closed
    state = "open"
    for at, _, event in events:
        day = max(at, case.received).date()
        if event == "forwarded" and case.forwarded is None:
            case.forwarded = day
        if (phase(event) == "open") != (state == "open"):
            turns.append((day, phase(event)))
        state = phase(event)
    final = phase(status)
    if final == "open" and turns and turns[-1][1] != "open":
        turns.pop()  # the history says closed, the complaint itself open
    own = closed_at.date() if closed_at and closed_at >= case.received else None
    if final != "open" and turns and turns[-1][1] == "open" and (own is None or own < turns[-1][0]):
        turns.pop()  # the history says reopened, the complaint itself closed, and not since then
    spells = [Spell(case.received.date())]
    for day, turn in turns:
        if turn == "open":
            spells.append(Spell(day))
        else:
            spells[-1].closed, spells[-1].outcome = day, turn
    last = spells[-1]
    if final != "open":
        own = closed_at.date() if closed_at and closed_at >= case.received else None
        last.outcome = final
        if own is not None and own >= last.opened:
            last.closed = own
        elif last.closed is None:
            last.closed, last.is_dated = max(first_run, last.opened), False
    case.spells = spells


def calculate(cases: list[Case], unit: str | None, starts: date, ends: date, today: date) -> dict[str, Fraction | None]:
    """Indicator -> exact value in [starts, ends) for an org_unit (None: the municipality); None where there is none."""
    mine = [c for c in cases if unit is None or c.unit == unit]
    last_day = min(ends - timedelta(days=1), today)

    def within(day: date | None) -> bool:
        return day is not None and starts <= day < ends and day <= today

    received = [c for c in mine if within(c.received.date())]
    known = [c for c in mine if c.acknowledged is not None and c.acknowledged >= c.received]
    acknowledged = [c for c in known if c.acknowledged and within(c.acknowledged.date())]
    finished = [(c, i, s) for c in mine for i, s in enumerate(c.spells) if s.outcome == "finished" and within(s.closed)]
    excluded = [s for c in mine for s in c.spells if s.outcome == "excluded" and within(s.closed)]
    reopened = [s for c in mine for s in c.spells[1:] if within(s.opened)]
    open_start = sum(c.open_at_end_of(starts - timedelta(days=1)) for c in mine)
    open_end = [c for c in mine if c.open_at_end_of(last_day)]
    due = [c for c in mine if within(c.due) and c.due < today and c.state_at_end_of(c.due) != "excluded"]
    reply = [(c, c.received.date() + timedelta(days=15)) for c in mine]
    reply_due = [(c, d) for c, d in reply if within(d) and d < today and c.state_at_end_of(d) != "excluded"]
    rated = [c.stars for c, i, s in finished if c.stars is not None and is_last_finished(c, s)]
    days = [(s.closed - c.received.date()).days for c, _, s in finished if s.is_dated and s.closed]
    again = [1 for c, i, s in finished if i > 0 or (s is c.spells[-1] and c.reopen_count > 0)]
    in_time = sum(1 for c, d in reply_due if c.replied is not None and c.replied.date() <= d)

    def ratio(up: int, down: int, by: int = 100) -> Fraction | None:
        return Fraction(by * up, down) if down else None

    seconds = sum(int((c.acknowledged - c.received).total_seconds()) for c in acknowledged if c.acknowledged)
    return {
        "CMP-01": Fraction(len(received)),
        "CMP-02": ratio(len(finished), open_start + len(received) + len(reopened) - len(excluded)),
        "CMP-03": ratio(sum(c.state_at_end_of(c.due) == "finished" for c in due), len(due)),
        "CMP-04": ratio(seconds, len(acknowledged) * 3600, 1),
        "CMP-05": Fraction(median([Fraction(d) for d in days])) if days else None,
        "CMP-06": ratio(in_time, len(reply_due)),
        "CMP-07": Fraction(sum((last_day - c.received.date()).days > 30 for c in open_end)),
        "CMP-08": Fraction(len(open_end)),
        "CMP-09": ratio(sum(rated), len(rated), 1),
        "CMP-10": ratio(len(again), len(finished)),
        "CMP-11": ratio(sum(c.channel in DIGITAL for c in received), len(received)),
        "CMP-13": ratio(sum(within(c.forwarded) for c in mine), len(received)),
    }


def is_last_finished(case: Case, spell: Spell) -> bool:
    return spell is [s for s in case.spells if s.outcome == "finished"][-1]
