"""What people and rules add to indicators: entered values, closed periods, restatements, forecasts, orders, plans."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Index, Integer, SmallInteger, Text, UniqueConstraint

from etl.warehouse.tables.base import Key, UtcDateTime, make_table

# one row per value a person entered for an indicator whose data source is `hand`; corrected by a further row
ind_entry = make_table(
    "ind_entry",
    Column("entry_key", Key, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False),
    Column("period_id", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("value", Float, nullable=False),
    Column("evidence", Text, nullable=False),  # where the value comes from, in words
    Column("link", Text),  # https address of the evidence
    Column("file_name", Text),  # as it was called; kept by its hash in the folder of evidence
    Column("file_hash", Text),
    Column("state", Text, nullable=False),  # waiting | approved | refused | replaced | withdrawn
    Column("entered_by", Text, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", UtcDateTime),
    Column("decision", Text),  # why it was refused, or a remark of the approval
    Index(None, "code", "period_id", "org_unit_key"),
    Index(None, "state"),
)

# one row per closing of a period; opened again it keeps its row, and closing it anew makes another
ind_closing = make_table(
    "ind_closing",
    Column("closing_key", Key, primary_key=True, autoincrement=True),
    Column("period_id", Text, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("reopened_by", Text),
    Column("reopened_at", UtcDateTime),
    Column("reopen_reason", Text),
    Index(None, "period_id"),
)

# one row per closing, indicator and org_unit: the figure as it was reported, never changed
ind_reported = make_table(
    "ind_reported",
    Column("closing_key", BigInteger, primary_key=True, autoincrement=False),
    Column("code", Text, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("value", Float),
    Column("target", Float),
    Column("target_state", Text),
    Column("status", Text, nullable=False),
    Column("score", Float),
    Column("definition_key", BigInteger, nullable=False),
    Column("run_key", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# one row per change of a closed figure that a later run found; a further change is a further row
ind_restatement = make_table(
    "ind_restatement",
    Column("restatement_key", Key, primary_key=True, autoincrement=True),
    Column("closing_key", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("value", Float),
    Column("target", Float),
    Column("target_state", Text),
    Column("status", Text, nullable=False),
    Column("score", Float),
    Column("definition_key", BigInteger, nullable=False),
    Column("run_key", BigInteger, nullable=False),
    Column("cause", Text, nullable=False),  # data | definition | target | entry
    Column("noticed_at", UtcDateTime, nullable=False),
    Column("reason", Text),  # what a person says of it
    Column("reason_by", Text),
    Column("reason_at", UtcDateTime),
    Index(None, "closing_key", "code", "org_unit_key"),
)

# one row per indicator and org_unit: what it is expected to be at the end of the fiscal year, as of the last run
ind_forecast = make_table(
    "ind_forecast",
    Column("code", Text, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("fiscal_year", SmallInteger, nullable=False),
    Column("made_for_date", Date, nullable=False),  # the day of the data
    Column("kind", Text, nullable=False),  # rate | cumulative | stock
    Column("method", Text, nullable=False),
    Column("value", Float, nullable=False),
    Column("low", Float, nullable=False),  # 80 % band
    Column("high", Float, nullable=False),
    Column("target", Float),
    Column("needed", Float),  # run-rate a month that the rest of the year needs to reach the target
    Column("probability", Float),  # of reaching the target, 0 to 1
    Column("error", Float),  # mean absolute error of the back-test
    Column("naive_error", Float),  # of the seasonal-naive forecast on the same months
    Column("is_shown", Boolean, nullable=False),  # false: worse than naive
    Column("run_key", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# one row per indicator, org_unit, past fiscal year and month it was forecast from: what was said and what came
ind_backtest = make_table(
    "ind_backtest",
    Column("code", Text, primary_key=True),
    Column("org_unit_key", Integer, primary_key=True, autoincrement=False),
    Column("fiscal_year", SmallInteger, primary_key=True, autoincrement=False),
    Column("month", SmallInteger, primary_key=True, autoincrement=False),  # months of the year known, 1 to 11
    Column("forecast", Float, nullable=False),
    Column("naive", Float, nullable=False),
    Column("actual", Float, nullable=False),
    sqlite_with_rowid=False,
)

# one row per order (ข้อสั่งการ) or improvement plan (แผนพัฒนาปรับปรุง) as it stands; its history is in ind_order_event
ind_order = make_table(
    "ind_order",
    Column("order_key", Key, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),  # order | improvement_plan
    Column("code", Text),  # the indicator it came from
    Column("period_id", Text),
    Column("from_org_unit_key", Integer, nullable=False),  # whose figure it was
    Column("owner_org_unit_key", Integer, nullable=False),  # who answers
    Column("owner_person", Text),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON: what is asked; of a plan its chapter-1 parts
    Column("due_date", Date, nullable=False),
    Column("state", Text, nullable=False),  # open | answered | done | cancelled
    Column("value", Float),  # the indicator's value when it was given
    Column("given_by", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),  # of two who change it at once the second is told
    Index(None, "state", "due_date"),
    Index(None, "code"),
)

# one row per thing that happened to an order, in order; never changed
ind_order_event = make_table(
    "ind_order_event",
    Column("event_key", Key, primary_key=True, autoincrement=True),
    Column("order_key", BigInteger, nullable=False),
    Column("what", Text, nullable=False),  # given | answered | returned | done | moved | cancelled | reopened
    Column("text", Text, nullable=False),
    Column("link", Text),
    Column("before", Text),  # JSON of what changed
    Column("after", Text),
    Column("author", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "order_key", "event_key"),
)

# one row per edition of a plan document
ind_plan = make_table(
    "ind_plan",
    Column("plan", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("title_th", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),  # the last day
    Column("sort_order", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON of the rest: notes, contradictions, source
)

# one row per node of a plan's tree
ind_plan_node = make_table(
    "ind_plan_node",
    Column("plan", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("node", Text, primary_key=True),
    Column("parent", Text),
    Column("kind", Text, nullable=False),  # strategy | goal | work_plan | ... as the plan calls it
    Column("title_th", Text, nullable=False),
    Column("title_en", Text),
    Column("sort_order", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON of the rest: notes, marks, budget, problem categories
    UniqueConstraint("plan", "edition", "sort_order"),
)
