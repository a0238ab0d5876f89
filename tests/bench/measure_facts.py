"""A million complaints' worth of facts written straight into a warehouse, for timing what comes after the load."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, insert

from etl.warehouse.tables import (
    dim_area,
    dim_category,
    dim_channel,
    dim_complaint_status,
    dim_org_unit,
    fact_complaint,
    fact_complaint_status,
    org_unit_rollup,
    stg_touched,
)  # fmt: skip

EPOCH = date(1970, 1, 1)
FIRST = date(2021, 10, 1)
STATUSES = {
    "new": "open", "accepted": "open", "in_progress": "open", "forwarded": "open", "finished": "finished",
    "irrelevant": "excluded",
}  # fmt: skip


def write_facts(engine: Engine, complaints: int, today: date, units: int = 40) -> None:
    """`complaints` rows with about 3.6 events each over FY 2565 to `today`, `units` org_units below ten bureaus."""
    with engine.begin() as connection:
        _write_dimensions(connection, units)
        headers, events = _make(complaints, today, units)
        _append(connection, fact_complaint.name, headers)
        _append(connection, fact_complaint_status.name, events)
        _append(connection, stg_touched.name, headers[["source_key", "source_id"]])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("analyze")


def _write_dimensions(connection: Connection, units: int) -> None:
    bureaus = range(2, 12)
    leaves = range(12, 12 + units)
    parents = {1: None, **dict.fromkeys(bureaus, 1), **{leaf: 2 + (leaf - 12) % 10 for leaf in leaves}}
    for key, parent in parents.items():
        names = {"name_th": f"หน่วย {key}", "name_en": f"Unit {key}", "short_th": f"ห {key}"}
        depth = 0 if parent is None else 1 + (parent != 1)
        row = {"org_unit_key": key, "code": f"U{key}", **names, "parent_key": parent, "depth": depth, "sort_order": key}
        connection.execute(insert(dim_org_unit), row)
        above = [key]
        while (upper := parents[above[-1]]) is not None:
            above.append(upper)
        connection.execute(insert(org_unit_rollup), [{"ancestor_key": a, "descendant_key": key} for a in above])
    names = {"name_th": "ไม่ระบุ", "name_en": "Not stated"}
    connection.execute(insert(dim_area), {"area_key": 0, "code": "unknown", "kind": "unknown", **names})
    for order, (code, phase) in enumerate(STATUSES.items()):
        row = {"status_code": code, "name_th": code, "name_en": code, "phase": phase, "sort_order": order}
        connection.execute(insert(dim_complaint_status), row)
    for key in range(26):
        row = {"category_key": key, "code": f"c{key}", "name_th": f"ประเภท {key}", "name_en": f"Category {key}"}
        connection.execute(insert(dim_category), row)
    for key in range(12):
        row = {"channel_key": key, "code": f"h{key}", "name_th": f"ช่อง {key}", "name_en": f"Channel {key}"}
        connection.execute(insert(dim_channel), {**row, "is_digital": key in (1, 2, 3, 4)})


def _make(n: int, today: date, units: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    r = np.random.default_rng(1)
    span = (today - FIRST).days * 86400
    received = np.sort(r.integers(0, span, n)) + (FIRST - EPOCH).days * 86400  # Bangkok seconds
    end = ((today - EPOCH).days + 1) * 86400 - 3600
    wait = (r.lognormal(4.6, 1.2, n) * 3600).astype("int64")
    is_open = (r.random(n) < 0.03) | (received + wait > end)
    is_excluded = ~is_open & (r.random(n) < 0.06)
    closed = received + wait
    acknowledge = np.minimum(r.exponential(12 * 3600, n).astype("int64"), wait)
    is_acknowledged = received + acknowledge <= end
    day = received // 86400
    weights = _shares(r.pareto(1.2, units) + 0.1)
    shares = _shares(1 / np.arange(1, 26))
    status = np.where(is_open, "in_progress", np.where(is_excluded, "irrelevant", "finished"))
    phase = np.where(is_open, "open", np.where(is_excluded, "excluded", "finished"))
    is_reopened = ~is_open & (r.random(n) < 0.05)
    dates = lambda days, keep=None: pd.Series(_dates(days)).where(True if keep is None else keep, None)  # noqa: E731
    ids = np.char.add("KK-", np.arange(n).astype(str))
    headers = pd.DataFrame({
        "complaint_key": np.arange(1, n + 1), "source_key": 1, "source_id": ids, "complaint_number": ids,
        "received_at": _instants(received), "received_date": _dates(day), "received_day": day,
        "acknowledged_date": dates((received + acknowledge) // 86400, is_acknowledged),
        "acknowledge_seconds": pd.Series(acknowledge, dtype="Int64").where(is_acknowledged, None),
        "first_reply_date": dates((received + acknowledge * 3) // 86400, is_acknowledged),
        "due_date": _dates(day + 15), "due_basis": "standard",
        "closed_at": _instants(closed).where(~is_open, None),
        "closed_date": dates(closed // 86400, ~is_open), "closed_seen_date": _dates(day),
        "status_code": status, "phase": phase,
        "urgency_code": "normal", "org_unit_key": r.choice(np.arange(12, 12 + units), n, p=weights),
        "category_key": r.choice(25, n, p=shares) + 1, "channel_key": r.integers(1, 12, n), "area_key": 0,
        "stars": pd.Series(r.integers(1, 6, n), dtype="Int64").where(r.random(n) < 0.4, None),
        "reopen_count": is_reopened.astype(int),
        "short_description": "ถนนเป็นหลุม น้ำท่วมขัง ชำรุดมานานแล้ว ขอให้ช่วยแก้ไข", "place": "หน้าตลาด",
        "is_counted": True, "is_deleted": False, "closed_seen_at": _instants(received), "row_hash": 1, "run_key": 1,
    })  # fmt: skip
    middle = received + wait // 2
    parts = [
        (np.ones(n, bool), 1, received, "new", "open"),
        (received + acknowledge <= end, 2, received + acknowledge, "accepted", "open"),
        (is_reopened, 3, received + np.maximum(acknowledge, wait // 3), "finished", "finished"),
        (is_reopened, 4, middle + acknowledge % 2, "in_progress", "open"),
        (r.random(n) < 0.6, 5, np.minimum(middle + wait // 4, end), "in_progress", "open"),
        (r.random(n) < 0.05, 6, np.minimum(middle + wait // 4, end), "forwarded", "open"),
        (~is_open, 7, closed, None, None),
    ]
    frames = [
        pd.DataFrame({
            "source_key": 1, "complaint_id": ids[keep], "sequence": number, "occurred_at": _instants(at[keep]),
            "occurred_date": _dates(at[keep] // 86400), "status_code": status[keep] if code is None else code,
            "phase": phase[keep] if kind is None else kind, "is_deleted": False, "row_hash": 1, "run_key": 1,
        })
        for keep, number, at, code, kind in parts
    ]  # fmt: skip
    return headers, pd.concat(frames, ignore_index=True)


def _shares(weights: Any) -> Any:
    return weights / weights.sum()


def _dates(days: Any) -> Any:
    return np.asarray(days).astype("datetime64[D]").astype(str)


def _instants(bangkok_seconds: Any) -> pd.Series:
    """UTC as both warehouses read it: `YYYY-MM-DD HH:MM:SS.ffffff`."""
    text = (np.asarray(bangkok_seconds) - 7 * 3600).astype("datetime64[s]").astype(str)
    return pd.Series(np.char.add(np.char.replace(text, "T", " "), ".000000"))


def _append(connection: Connection, table: str, frame: pd.DataFrame) -> None:
    frame = frame.astype(object).where(frame.notna(), None)
    columns = ", ".join(frame.columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(frame.columns))
        rows = [tuple(row) for row in frame.itertuples(index=False)]
        connection.exec_driver_sql(f"insert into {table} ({columns}) values ({marks})", rows)
        return
    text = io.StringIO()
    frame.to_csv(text, index=False, header=False)
    cursor = connection.connection.cursor()
    with cursor.copy(f"copy {table} ({columns}) from stdin with (format csv)") as copy:
        copy.write(text.getvalue())


def end_of(day: date) -> datetime:
    """18:00 in Bangkok on a day."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
