"""Builds the sample help desk, or brings it up to an instant: its rows are a pure function of the instant."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Engine, Table

from etl.sample import people
from etl.sample.draws import Draws, Ints, Texts, texts
from etl.sample.it_repair import schema, words
from etl.sample.it_repair.assets import department_names, equipment_rows
from etl.sample.it_repair.stamps import NEVER, days, in_buddhist_years, moments, until
from etl.sample.it_repair.tickets import (
    ACCEPT,
    DELIVER,
    FINISH,
    REPORT,
    RESUME,
    SEND,
    WAIT,
    Tickets,
    due_times,
    make_tickets,
    waited_days,
)
from etl.sample.living import Progress, bring_up
from etl.working_time import DAY_SECONDS

Rows = list[tuple[Any, ...]]
TECHNICIANS = 7
CODES = texts([f"{n:02d}" for n in range(100)])
NONE = texts([None])


def build_it_repair(engine: Engine, now: int, progress: Progress) -> None:
    """Make the database hold what the system would hold at `now` (local seconds)."""
    bring_up(engine, schema.metadata, schema.state, tables_at(now), now, progress)


def tables_at(now: int) -> dict[Table, Rows]:
    """Every row of every table as it stands at `now`."""
    tickets = make_tickets(now // DAY_SECONDS)
    return {
        schema.department: list(enumerate(words.DEPARTMENT_NAMES.tolist(), start=1)),
        schema.device_type: list(enumerate(words.TYPE_NAMES, start=1)),
        schema.status: [(f"{code:02d}", name) for code, name in words.STATUSES.items()],
        schema.equipment: equipment_rows(now),
        schema.job: job_rows(tickets, now),
        schema.job_log: log_rows(tickets, now),
        schema.part_use: part_rows(tickets, now),
    }


def job_rows(tickets: Tickets, now: int) -> Rows:
    """hd_job in the order of its columns."""
    seen = np.flatnonzero((tickets.times[:, REPORT] <= now) & (tickets.removed > now))
    columns = [column[seen].tolist() for column in _job_columns(tickets, now)]
    return list(zip(*columns, strict=True))


def _job_columns(tickets: Tickets, now: int) -> list[Any]:
    own, times = tickets.own, tickets.times
    happened = times <= now
    status = np.where(happened, tickets.status, 0)
    last = times.shape[1] - 1 - (status[:, ::-1] > 0).argmax(axis=1)
    present = status[np.arange(len(tickets)), last]
    finish = np.where(happened[:, FINISH], np.minimum(times[:, FINISH], tickets.fixed_before), NEVER)
    is_over = happened[:, FINISH]
    sent = happened[:, SEND] & is_over
    result = np.where(tickets.status[:, FINISH] == words.BEYOND, 3, np.where(sent, 2, 1))
    has_rating = tickets.rated <= now
    symptom = texts(words.SYMPTOMS)[np.where(tickets.slipped <= now, 9, tickets.symptom)]
    accepted = moments(until(now, times[:, ACCEPT]))
    odd = own.chance("buddhist year", 0.0006)
    accepted[odd] = in_buddhist_years(accepted[odd])
    cost = np.round(700 + 2600 * own.uniform("cost") ** 2, 0) + np.where(own.chance("half", 0.1), 0.5, 0.0)
    return [
        np.arange(1, len(tickets) + 1), _numbers(tickets), moments(times[:, REPORT]), people.names(own, "informer"),
        np.where(own.chance("no phone", 0.2), texts([""]), people.phones(own, "informer")), tickets.department + 1,
        department_names(own, tickets.department),
        np.where(own.chance("machine not typed", 0.06), 0, tickets.asset + 1), tickets.kind, tickets.device + 1,
        np.where(own.chance("odd symptom", 0.04), own.pick("which symptom", words.ODD_SYMPTOMS), symptom),
        _details(tickets, now), np.where(own.chance("no urgency", 0.03), 0, tickets.urgency + 1),
        CODES[np.where(own.chance("impossible", 0.0004), words.IMPOSSIBLE, present)], _technicians(own), accepted,
        moments(np.where(own.chance("no due time", 0.06), NEVER, due_times(tickets, now))),
        moments(np.where(own.chance("no finish time", 0.012), NEVER, finish)), waited_days(tickets, now),
        np.where(is_over, own.pick("solution", words.SOLUTIONS), texts([""])),
        np.where(is_over, result, 0), np.where(happened[:, SEND], own.pick("shop", words.SHOPS), texts([""])),
        np.where(sent, cost.astype(object), NONE), _scores(tickets, has_rating), moments(times[:, REPORT]),
        moments(_last_change(tickets, now)),
    ]  # fmt: skip


def _last_change(tickets: Tickets, now: int) -> Ints:
    times = np.column_stack([tickets.times, tickets.rated, tickets.edited])
    latest: Ints = np.where(times <= now, times, 0).max(axis=1)
    return latest


def _numbers(tickets: Tickets) -> Texts:
    pairs = zip((tickets.fiscal_year % 100).tolist(), tickets.number.tolist(), strict=True)
    return texts([f"ซ{year}/{number:04d}" for year, number in pairs])


def _scores(tickets: Tickets, has_rating: Any) -> Texts:
    late = tickets.times[:, DELIVER] - tickets.times[:, REPORT] > 4 * DAY_SECONDS
    score = np.clip(np.round(4.4 - 0.9 * late + 0.8 * tickets.own.normal("score")), 1, 5).astype(np.int64)
    score = np.where(tickets.own.chance("nine", 0.001), 9, score)
    scores: Texts = np.where(has_rating, score.astype(object), texts([0]))
    return scores


def _technicians(own: Draws) -> Texts:
    staff = people.names(Draws.of(78, np.arange(TECHNICIANS)), "technician")
    return staff[own.integers("technician", 0, TECHNICIANS)]


def _details(tickets: Tickets, now: int) -> Texts:
    """What was typed; some of it names people, and some says nothing."""
    own = tickets.own
    detail = texts([""] * len(tickets))
    for number, symptom in enumerate(words.SYMPTOMS):
        at = np.flatnonzero(tickets.symptom == number)
        detail[at] = own.take(at).pick("detail", texts(words.DETAILS[symptom]))
    services = own.pick("service", words.OTHER_SERVICES)
    detail = np.where(tickets.kind == words.SERVICE, services, detail)
    gives = own.chance("gives name", 0.05)
    detail = np.where(gives, detail + texts([" แจ้งโดย "]) + people.names(own, "in text"), detail)
    phoned = own.chance("gives phone", 0.05)
    detail = np.where(phoned, detail + texts([" ติดต่อ "]) + people.phones(own, "in text"), detail)
    detail = np.where(own.chance("gives id", 0.004), detail + texts([" เลข "]) + people.id_numbers(own, "card"), detail)
    detail = np.where(own.chance("says nothing", 0.04), texts(["-"]), detail)
    return np.where(tickets.edited <= now, detail + texts(["\r\nขอด่วน"]), detail)


def log_rows(tickets: Tickets, now: int) -> Rows:
    """hd_job_log, numbered in the order it was written; removed requests leave gaps."""
    row, step = np.nonzero(tickets.times <= now)
    entered = tickets.times[row, step]
    order = np.lexsort((step, row, entered))
    row, step, entered = row[order], step[order], entered[order]
    kept = np.flatnonzero(tickets.removed[row] > now)
    ids = np.arange(1, len(row) + 1)[kept]
    row, step, entered = row[kept], step[kept], entered[kept]
    own = tickets.own.take(row)
    occurred = np.where(step == FINISH, np.minimum(entered, tickets.fixed_before[row]), entered)
    code = np.where(own.chance("impossible log", 0.0003) & (step > 0), words.IMPOSSIBLE, tickets.status[row, step])
    columns = [ids, row + 1, CODES[code], moments(occurred), _technicians(own), moments(entered)]
    return list(zip(*(c.tolist() for c in columns), strict=True))


def part_rows(tickets: Tickets, now: int) -> Rows:
    """hd_part_use, numbered in the order of use."""
    own, times = tickets.own, tickets.times
    waited = times[:, WAIT] < times[:, RESUME]
    is_repair = (tickets.kind == words.REPAIR) & (tickets.status[:, FINISH] == words.FINISHED)
    used = np.where(waited, times[:, RESUME], np.where(is_repair & own.chance("part", 0.16), times[:, FINISH], NEVER))
    used = np.column_stack([used, np.where(own.chance("second part", 0.2), used, NEVER)])
    row, line = np.nonzero(used <= now)
    at = used[row, line]
    order = np.lexsort((line, row, at))
    row, line, at = row[order], line[order], at[order]
    kept = np.flatnonzero(tickets.removed[row] > now)
    ids = np.arange(1, len(row) + 1)[kept]
    row, line, at = row[kept], line[kept], at[kept]
    draws = Draws.of(91, row, line)
    part = draws.integers("which", 0, len(words.PARTS))
    named = words.PART_NAMES[part] + np.where(
        draws.chance("for whom", 0.02), texts([" (ของ"]) + people.names(draws, "holder") + texts([")"]), texts([""])
    )
    columns = [
        ids, row + 1, named, np.where(draws.chance("two", 0.12), 2, 1), words.PART_PRICES[part],
        days(at // DAY_SECONDS), moments(at),
    ]  # fmt: skip
    return list(zip(*(c.tolist() for c in columns), strict=True))
