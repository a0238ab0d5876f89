"""The steps of complaints' lives as rows of tb_complaint_status_log, numbered in the order they were entered."""

from __future__ import annotations

from typing import Any

import numpy as np

from etl.sample.complaints import phrases, words
from etl.sample.complaints.cases import Cases
from etl.sample.complaints.lives import CLOSE, CREATE, START, STEPS, Lives
from etl.sample.complaints.rows import CODES, NONE, STATUS_NAMES, moments, officers
from etl.sample.draws import Bools, Draws, Ints, Texts, texts

STEP = np.dtype(
    [
        ("entered", "i8"), ("complaint_id", "i8"), ("step", "i1"), ("occurred", "i8"),
        ("old", "i1"), ("new", "i1"), ("department", "i1"), ("is_removed", "?"),
    ]
)  # fmt: skip
Steps = Any  # a record array of STEP


def log_steps(cases: Cases, lives: Lives, after: int, until: int) -> Steps:
    """Status steps entered after one instant and until the other; in no particular order."""
    row, step = np.nonzero((lives.entered > after) & (lives.entered <= until) & _is_logged(cases.own))
    before = _status_before(lives.status)
    columns: list[Any] = [
        lives.entered[row, step], cases.complaint_id[row], step, lives.occurred[row, step], before[row, step],
        _logged_status(cases.own, lives.status)[row, step], cases.department[row], lives.removed[row] <= until,
    ]  # fmt: skip
    return np.rec.fromarrays(columns, dtype=STEP)


def _is_logged(own: Draws) -> Bools:
    """Some steps never reached the log: the header then contradicts it."""
    logged = np.ones((len(own.keys), STEPS), dtype=bool)
    logged[:, CREATE] = ~own.chance("creation not logged", 0.01)
    logged[:, CLOSE] = ~own.chance("closing not logged", 0.004)
    return logged


def _logged_status(own: Draws, status: Ints) -> Ints:
    logged = status.copy()
    logged[:, START] = np.where(own.chance("impossible log", 0.0002), words.IMPOSSIBLE, logged[:, START])
    return logged


def _status_before(status: Ints) -> Ints:
    before = np.zeros_like(status)
    for step in range(1, status.shape[1]):
        before[:, step] = np.where(status[:, step - 1] > 0, status[:, step - 1], before[:, step - 1])
    return before


def make_log_rows(steps: Steps, first_id: int) -> list[tuple[Any, ...]]:
    """Rows of tb_complaint_status_log for sorted steps, numbered from first_id; removed complaints keep a gap."""
    ids = first_id + np.arange(len(steps))
    kept = np.flatnonzero(~steps["is_removed"])
    steps, ids = steps[kept], ids[kept]
    new, old = steps["new"].astype(np.int64), steps["old"].astype(np.int64)
    draws = Draws.of(79, steps["complaint_id"], steps["step"].astype(np.int64))
    columns = [
        ids, steps["complaint_id"], np.where(old > 0, CODES[old], NONE), CODES[new], STATUS_NAMES[new],
        moments(steps["occurred"]), officers(draws, steps["department"].astype(np.int64)), _notes(draws, new),
        moments(steps["entered"]),
    ]  # fmt: skip
    return list(zip(*(c.tolist() for c in columns), strict=True))


def _notes(draws: Draws, status: Ints) -> Texts:
    notes = np.full(len(status), "", dtype=object)
    for code, options in phrases.NOTES.items():
        at = np.flatnonzero(status == code)
        notes[at] = draws.take(at).pick("note", texts(options))
    return notes
