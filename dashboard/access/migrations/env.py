"""Alembic's environment: the engine is handed over by dashboard.access.database."""

from alembic import context
from sqlalchemy.schema import CreateSchema

from dashboard.access.database import take_turn
from dashboard.access.tables import SCHEMA, metadata

with context.config.attributes["engine"].begin() as connection:
    take_turn(connection, "people_migrations")
    if connection.dialect.name == "postgresql":
        connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        version_table_schema=SCHEMA if connection.dialect.name == "postgresql" else None,
    )
    context.run_migrations()
