"""Tables of the walking street: its stalls, vendors and nights, what each stall did, the queue, and figures by day."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Float, Index, Integer, Text

from etl.warehouse.tables.base import UtcDateTime, agg_table, days_index, fact_table, staging_of

# one row per stall of one source, for ever: its code may change
fact_market_stall = fact_table(
    "fact_market_stall",
    Column("source_id", Text, nullable=False),
    Column("stall_code", Text, nullable=False),
    Column("earlier_code", Text),
    Column("zone_code", Text, nullable=False),
    Column("width", Float),  # metres
    Column("fee_satang", BigInteger),  # of a night
    Column("has_power", Integer),  # 1 | 0
    Column("opened_date", Date),
    Column("closed_date", Date),  # first day no longer used
    Column("org_unit_key", Integer, nullable=False),
)

# one row per vendor of one source; `vendor` is a salted hash of the code they are known by
fact_market_vendor = fact_table(
    "fact_market_vendor",
    Column("vendor", Text, nullable=False),
    Column("vendor_type_code", Text, nullable=False),
    Column("vendor_status_code", Text, nullable=False),
    Column("community", Text),
    Column("registered_date", Date, nullable=False),
    Column("ended_date", Date),  # null unless cancelled
    Column("org_unit_key", Integer, nullable=False),
    key=("vendor",),
)

# one row per night of the market's calendar
fact_market_night = fact_table(
    "fact_market_night",
    Column("source_id", Text, nullable=False),
    Column("night_date", Date, nullable=False),
    Column("night_status_code", Text, nullable=False),
    Column("cancel_reason_code", Text, nullable=False),
    Column("weather_code", Text, nullable=False),
    Column("visitors", Integer),  # null where nobody counted
    Column("count_method_code", Text, nullable=False),
    Column("stage_shows", Integer),
    Column("note", Text, nullable=False),  # scrubbed
    Column("org_unit_key", Integer, nullable=False),
    days_index("night_date"),
)

# one row per zone of a night: how many stalls could be booked
fact_market_zone_night = fact_table(
    "fact_market_zone_night",
    Column("source_id", Text, nullable=False),
    Column("night_id", Text, nullable=False),  # fact_market_night.source_id of the same source
    Column("night_date", Date, nullable=False),
    Column("zone_code", Text, nullable=False),
    Column("stalls_available", Integer, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Index(None, "source_key", "night_id"),
)

# one row per booking of a stall for a night, with check-in, bill and payment
fact_market_stall_night = fact_table(
    "fact_market_stall_night",
    Column("source_id", Text, nullable=False),
    Column("booking_number", Text),
    Column("night_id", Text, nullable=False),  # fact_market_night.source_id of the same source
    Column("night_date", Date, nullable=False),
    Column("zone_code", Text, nullable=False),
    Column("stall", Text, nullable=False),  # fact_market_stall.source_id, or the code where the register has none
    Column("stall_code", Text),  # on that night
    Column("vendor", Text),  # salted hash
    Column("vendor_type_code", Text, nullable=False),
    Column(
        "outcome_code", Text, nullable=False
    ),  # traded | excused | absent | cancelled; means nothing before the night
    Column("booked_at", UtcDateTime),
    Column("checked_in_at", UtcDateTime),
    Column("fee_satang", BigInteger, nullable=False),  # billed
    Column("due_date", Date, nullable=False),
    Column("overdue_date", Date, nullable=False),  # first day after due_date
    Column("paid_satang", BigInteger, nullable=False),
    Column("paid_date", Date),  # null where nothing was paid
    Column("pay_method_code", Text, nullable=False),
    Column("sales_satang", BigInteger),  # null where nothing was reported
    Column("product", Text, nullable=False),  # scrubbed
    Column("org_unit_key", Integer, nullable=False),
    Index(None, "source_key", "night_id"),
    Index(None, "stall"),
    days_index("night_date"),
    days_index("due_date"),
    days_index("overdue_date"),
    days_index("paid_date"),
)

# one row per request for a stall
fact_market_waiting = fact_table(
    "fact_market_waiting",
    Column("source_id", Text, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("requested_date", Date, nullable=False),
    Column("zone_code", Text, nullable=False),
    Column("vendor_type_code", Text, nullable=False),
    Column("waiting_status_code", Text, nullable=False),
    Column("left_date", Date),  # when the wait ended; null while it lasts
    Column("org_unit_key", Integer, nullable=False),
)

# one row per violation of the market's rules
fact_market_violation = fact_table(
    "fact_market_violation",
    Column("source_id", Text, nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("occurred_date", Date, nullable=False),
    Column("kind_code", Text, nullable=False),
    Column("zone_code", Text, nullable=False),
    Column("stall_code", Text),
    Column("action_code", Text, nullable=False),
    Column("detail", Text, nullable=False),  # scrubbed
    Column("org_unit_key", Integer, nullable=False),
    days_index("occurred_date"),
)

stg_market_stall = staging_of(fact_market_stall)
stg_market_vendor = staging_of(fact_market_vendor)
stg_market_night = staging_of(fact_market_night)
stg_market_zone_night = staging_of(fact_market_zone_night)
stg_market_stall_night = staging_of(fact_market_stall_night)
stg_market_waiting = staging_of(fact_market_waiting)
stg_market_violation = staging_of(fact_market_violation)

# one row per day and own org_unit
agg_market_night = agg_table(
    "agg_market_night",
    parts=("nights_held", "nights_cancelled", "nights_with_visitors", "nights_counted", "visitors", "stage_shows"),
)

# one row per day, own org_unit and zone. Fees in arrears at the end of a day are what fell overdue less what was paid
# late; who waits is who asked less who left
agg_market_zone = agg_table(
    "agg_market_zone",
    Column("zone_code", Text),
    parts=(
        "stalls_available", "stalls_booked", "stalls_traded", "stalls_excused", "stalls_absent", "stalls_community",
        "sales_satang", "stalls_reporting", "due_satang", "paid_in_time_satang", "paid_satang", "overdue_in_satang",
        "overdue_out_satang", "violations", "waiting_in", "waiting_out",
    ),
)  # fmt: skip

# one row per day, own org_unit and type of vendor
agg_market_vendor = agg_table("agg_market_vendor", Column("vendor_type_code", Text), parts=("joined", "gone"))
