"""People, sessions, refused sign-ins and the audit log."""

import sqlalchemy as sa
from alembic import op

from etl.warehouse.query import UtcDateTime

revision = "0001"
down_revision = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "app_person",
        sa.Column("person_key", Key, autoincrement=True, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("disabled_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("person_key", name="pk_app_person"),
        sa.UniqueConstraint("username", name="uq_app_person_username"),
    )
    op.create_table(
        "app_session",
        sa.Column("session_hash", sa.Text(), nullable=False),
        sa.Column("person_key", Key, nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("session_hash", name="pk_app_session"),
        sa.ForeignKeyConstraint(["person_key"], ["app_person.person_key"], name="fk_app_session_person_key"),
    )
    op.create_index("ix_app_session_person_key", "app_session", ["person_key"])
    op.create_table(
        "app_refusal",
        sa.Column("refusal_key", Key, autoincrement=True, nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("refusal_key", name="pk_app_refusal"),
    )
    op.create_index("ix_app_refusal_bucket_at", "app_refusal", ["bucket", "at"])
    op.create_index("ix_app_refusal_at", "app_refusal", ["at"])
    op.create_table(
        "app_audit",
        sa.Column("audit_key", Key, autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audit_key", name="pk_app_audit"),
    )


def downgrade() -> None:
    for table in ("app_audit", "app_refusal", "app_session", "app_person"):
        op.drop_table(table)
