"""The people's tables; the grain of each in one sentence beside it. Only dashboard.access writes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Table, Text

from etl.warehouse.query import UtcDateTime

SCHEMA = "app"  # on PostgreSQL; on SQLite the tables have a file of their own

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Key = BigInteger().with_variant(Integer(), "sqlite")

# one row per person who may sign in, or once might
app_person = Table(
    "app_person",
    metadata,
    Column("person_key", Key, primary_key=True, autoincrement=True),
    Column("username", Text, nullable=False, unique=True),  # lower case
    Column("display_name", Text, nullable=False),
    Column("role", Text, nullable=False),  # executive | planner | strategy | operator | admin
    Column("password_hash", Text, nullable=False),  # argon2id
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
)

# one row per sign-in still in force
app_session = Table(
    "app_session",
    metadata,
    Column("session_hash", Text, primary_key=True),  # sha256 of the id in the cookie: the table alone opens nothing
    Column("person_key", Key, ForeignKey("app_person.person_key"), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index(None, "person_key"),
)

# one row per refused sign-in, kept for the length of the throttle's window
app_refusal = Table(
    "app_refusal",
    metadata,
    Column("refusal_key", Key, primary_key=True, autoincrement=True),
    Column("bucket", Text, nullable=False),  # sha256 of what is counted: an account, an address, a known device
    Column("at", UtcDateTime, nullable=False),
    Index(None, "bucket", "at"),
    Index(None, "at"),
)

# one row per thing people must be able to prove later; each carries the hash of the row before it
app_audit = Table(
    "app_audit",
    metadata,
    Column("audit_key", Key, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("person", Text, nullable=False),  # user name, or what was typed in its place
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False),  # JSON, keys sorted
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
