"""Tables of IT repair: requests, their statuses and parts, the machines, and what happened to them by day."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, SmallInteger, Text

from etl.warehouse.tables.base import UtcDateTime, agg_table, days_index, fact_table, staging_of

# one row per repair request of one source. ended_basis: source | report | change, what its end rests on;
# repair_seconds: of work, without waiting for parts, where its own times are known; due_date: null while its clock
# stands still
fact_repair_ticket = fact_table(
    "fact_repair_ticket",
    Column("source_id", Text, nullable=False),
    Column("ticket_number", Text),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("reported_date", Date, nullable=False),
    Column("reported_day", Integer, nullable=False),
    Column("year_out_date", Date, nullable=False),  # a year later it leaves the count of twelve months
    Column("accepted_date", Date),
    Column("accept_seconds", BigInteger),  # of work
    Column("ended_at", UtcDateTime),
    Column("ended_date", Date),
    Column("ended_day", Integer),
    Column("ended_basis", Text),
    Column("repair_seconds", BigInteger),
    Column("due_at", UtcDateTime),
    Column("due_date", Date),
    Column("is_done_by_due", Boolean, nullable=False),
    Column("waited_days", Integer, nullable=False),
    Column("status_code", Text, nullable=False),
    Column("phase", Text, nullable=False),  # open | finished | excluded
    Column("urgency_code", Text, nullable=False),
    Column("kind_code", Text, nullable=False),
    Column("is_repair", Boolean, nullable=False),  # others are kept, and count nowhere
    Column("device_type_code", Text, nullable=False),
    Column("symptom_code", Text, nullable=False),
    Column("result_code", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("asset_id", Text),  # fact_it_asset.source_id of the same source
    Column("service_cost_satang", BigInteger, nullable=False),
    Column("stars", SmallInteger),
    Column("description", Text, nullable=False),  # scrubbed
    Index(None, "source_key", "asset_id"),
    days_index("reported_date"),
    days_index("ended_date"),
    days_index("due_date"),
)

# one row per status a request took
fact_repair_status = fact_table(
    "fact_repair_status",
    Column("ticket_id", Text, nullable=False),  # fact_repair_ticket.source_id of the same source
    Column("sequence", BigInteger, nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("occurred_date", Date, nullable=False),
    Column("status_code", Text, nullable=False),
    Index(None, "status_code"),
    key=("ticket_id", "sequence"),
)

# one row per part used for a request
fact_repair_part = fact_table(
    "fact_repair_part",
    Column("ticket_id", Text, nullable=False),  # fact_repair_ticket.source_id of the same source
    Column("sequence", BigInteger, nullable=False),
    Column("used_date", Date, nullable=False),
    Column("part_name", Text, nullable=False),  # scrubbed
    Column("quantity", Integer, nullable=False),
    Column("unit_price_satang", BigInteger, nullable=False),
    days_index("used_date"),
    key=("ticket_id", "sequence"),
)

# one row per machine of one source; held_from_date: acquired, else the last day of its fiscal year; null: never counted
fact_it_asset = fact_table(
    "fact_it_asset",
    Column("source_id", Text, nullable=False),
    Column("asset_number", Text),
    Column("device_type_code", Text, nullable=False),
    Column("brand", Text, nullable=False),  # scrubbed
    Column("model", Text, nullable=False),  # scrubbed
    Column("org_unit_key", Integer, nullable=False),
    Column("fiscal_year", SmallInteger),  # BE
    Column("held_from_date", Date),
    Column("held_from_day", Integer),
    Column("old_date", Date),  # first day on which it is older than five years
    Column("held_to_date", Date),  # written off
    Column("price_satang", BigInteger),
    Column("asset_status_code", Text, nullable=False),
)

stg_repair_ticket = staging_of(fact_repair_ticket)
stg_repair_status = staging_of(fact_repair_status)
stg_repair_part = staging_of(fact_repair_part)
stg_it_asset = staging_of(fact_it_asset)

# one row per day, own org_unit and kind of device; only what is a repair. At the end of a day: open is what was
# reported less what ended, waiting for parts what began to wait less what ended to
agg_repair_day = agg_table(
    "agg_repair_day",
    Column("device_type_code", Text),
    parts=(
        "reported", "year_out", "accepted", "accept_seconds", "ended", "finished", "finished_undated", "timed",
        "repair_seconds", "waited_days", "outside", "rated", "stars", "repeated", "due", "done_by_due", "wait_in",
        "wait_out", "service_cost_satang", "parts_cost_satang",
    ),
)  # fmt: skip

# one row per day, own org_unit and kind of device; held at the end of a day is what came in less what went out
agg_it_asset_day = agg_table(
    "agg_it_asset_day",
    Column("device_type_code", Text),
    parts=("held_in", "held_out", "old_in", "old_out"),
)
