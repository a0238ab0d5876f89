"""Alembic's environment: the engine is handed over by etl.warehouse.migrate."""

from alembic import context

from etl.warehouse.tables import metadata

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    context.run_migrations()
