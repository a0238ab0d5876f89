"""Tables of the temporary signs: permits, removals, signs without a permit, and what happened to them by day."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Text

from etl.warehouse.tables.base import UtcDateTime, agg_table, days_index, fact_table, staging_of

# one row per application of one source; what begins with start_date stands only where it became a permit
fact_sign_permit = fact_table(
    "fact_sign_permit",
    Column("source_id", Text, nullable=False),
    Column("application_number", Text),
    Column("permit_number", Text),
    Column("applicant_kind_code", Text, nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("submitted_date", Date, nullable=False),
    Column("complete_date", Date),  # of its documents
    Column("due_date", Date),  # of the decision; null while nobody need decide
    Column("decided_date", Date),
    Column("decide_workdays", Integer),  # from complete_date to decided_date; null unless both are known
    Column("is_decided_in_time", Boolean),  # null without a due date
    Column("outcome_code", Text, nullable=False),
    Column("start_date", Date),
    Column("expiry_date", Date),  # the last day
    Column("expiry_basis", Text),  # source | longest
    Column("ending_date", Date),  # first day on which seven days or fewer are left
    Column("ended_date", Date),  # first day after the permit
    Column("removal_due_date", Date),
    Column("sign_count", Integer, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("zone_code", Text, nullable=False),
    Column("place", Text, nullable=False),  # scrubbed
    Column("wording", Text, nullable=False),  # scrubbed
    Column("fee_satang", BigInteger, nullable=False),
    Column("deposit_satang", BigInteger, nullable=False),
    Column("paid_date", Date),
    Column("deposit_settled_date", Date),  # returned or seized
    days_index("submitted_date"),
    days_index("expiry_date"),
    days_index("removal_due_date"),
)

# one row per time signs of a permit were taken down, in whole or in part
fact_sign_removal = fact_table(
    "fact_sign_removal",
    Column("source_id", Text, nullable=False),
    Column("permit_id", Text, nullable=False),  # fact_sign_permit.source_id of the same source
    Column("removed_at", UtcDateTime, nullable=False),
    Column("removed_date", Date, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("removed_by_code", Text, nullable=False),
    Index(None, "source_key", "permit_id"),
    days_index("removed_date"),
)

# one row per time signs without a permit were found
fact_unpermitted_sign = fact_table(
    "fact_unpermitted_sign",
    Column("source_id", Text, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("found_date", Date, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("zone_code", Text, nullable=False),
    Column("place", Text, nullable=False),  # scrubbed
    Column("removed_date", Date),
    Column("fined_date", Date),
    Column("fine_satang", BigInteger),
    days_index("found_date"),
)

stg_sign_permit = staging_of(fact_sign_permit)
stg_sign_removal = staging_of(fact_sign_removal)
stg_unpermitted_sign = staging_of(fact_unpermitted_sign)

# one row per day, own org_unit and kind of applicant. At the end of a day: in force is what began less what expired,
# near its end what began its last week less what expired, standing expired what expired less what was taken down
agg_sign_permit = agg_table(
    "agg_sign_permit",
    Column("applicant_kind_code", Text),
    parts=(
        "applications", "due", "decided_in_time", "decided_timed", "decide_workdays", "began", "ending", "expired",
        "taken_down", "removal_due", "removed_in_time", "fee_satang", "deposit_ended_satang", "deposit_settled_satang",
    ),
)  # fmt: skip

# one row per day, own org_unit and zone
agg_unpermitted_sign = agg_table(
    "agg_unpermitted_sign",
    Column("zone_code", Text),
    parts=("found", "removed", "fines", "fine_satang"),
)
