"""Tables of personnel: people, posts, moves, leave and training, and what changed of them by day."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, SmallInteger, Text

from etl.warehouse.tables.base import agg_table, days_index, fact_table, staging_of

# one row per person of one source, known by a hash alone. Counts from came_date until the day before left_date
fact_staff = fact_table(
    "fact_staff",
    Column("staff_id", Text, nullable=False),  # 32 hexadecimal characters
    Column("staff_type_code", Text, nullable=False),
    Column("status_code", Text, nullable=False),
    Column("sex_code", Text, nullable=False),
    Column("retire_fiscal_year", SmallInteger),  # BE; the person retires on its 30 September; null: birth date unknown
    Column("org_unit_key", Integer, nullable=False),
    Column("position", Text),
    Column("position_type_code", Text, nullable=False),
    Column("level_code", Text, nullable=False),
    Column("post_number", Text),
    Column("came_date", Date, nullable=False),  # first day in service, at the earliest that of dim_date
    Column("left_date", Date),  # first day no longer in service
    key=("staff_id",),
)

# one row per post of the manpower plan of one source, there from established_date until the day before abolished_date
fact_post = fact_table(
    "fact_post",
    Column("post_number", Text, nullable=False),
    Column("staff_type_code", Text, nullable=False),
    Column("position", Text),
    Column("position_type_code", Text, nullable=False),
    Column("level_code", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),
    Column("established_date", Date, nullable=False),  # at the earliest the first of dim_date
    Column("abolished_date", Date),
    key=("post_number",),
)

# one row per order about a person: appointed, moved, promoted, left
fact_movement = fact_table(
    "fact_movement",
    Column("movement_id", Text, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("kind_code", Text, nullable=False),
    Column("effective_date", Date, nullable=False),
    Column("from_org_unit_key", Integer, nullable=False),
    Column("to_org_unit_key", Integer, nullable=False),
    key=("movement_id",),
)

# one row per request for leave
fact_leave = fact_table(
    "fact_leave",
    Column("leave_id", Text, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),  # at the time
    Column("leave_type_code", Text, nullable=False),
    Column("decision_code", Text, nullable=False),
    Column("started_date", Date, nullable=False),
    Column("ended_date", Date),
    Column("half_days", Integer, nullable=False),  # working days x 2
    days_index("started_date"),
    key=("leave_id",),
)

# one row per person and course
fact_training = fact_table(
    "fact_training",
    Column("training_id", Text, nullable=False),
    Column("staff_id", Text, nullable=False),
    Column("org_unit_key", Integer, nullable=False),  # at the time
    Column("category_code", Text, nullable=False),
    Column("result_code", Text, nullable=False),
    Column("ended_date", Date, nullable=False),
    Column("training_minutes", Integer, nullable=False),
    days_index("ended_date"),
    Index(None, "source_key", "staff_id"),
    key=("training_id",),
)

stg_staff = staging_of(fact_staff)
stg_post = staging_of(fact_post)
stg_movement = staging_of(fact_movement)
stg_leave = staging_of(fact_leave)
stg_training = staging_of(fact_training)

# one row per day, own org_unit and type of staff; `_change` is who came less who left, moves among org_units included
agg_staff = agg_table(
    "agg_staff",
    Column("staff_type_code", Text),
    parts=(
        "staff_change", "on_post_change", "hired", "resigned", "transferred_out", "retired", "left_otherwise",
        "moved_in", "moved_out",
    ),
)  # fmt: skip

# one row per day, own org_unit and fiscal year of retirement
agg_staff_retirement = agg_table(
    "agg_staff_retirement", Column("retire_fiscal_year", SmallInteger), parts=("staff_change",)
)

# one row per day, own org_unit and type of staff
agg_post = agg_table("agg_post", Column("staff_type_code", Text), parts=("post_change",))

# one row per first day of leave, own org_unit and kind: approved leave only
agg_leave = agg_table("agg_leave", Column("leave_type_code", Text), parts=("requests", "half_days"))

# one row per day a course ended, own org_unit and kind of course; `first_*`: people whose first of the year it was
agg_training = agg_table(
    "agg_training",
    Column("category_code", Text),
    parts=("completed", "training_minutes", "first_of_year", "first_digital_of_year"),
)
