"""Alembic's entry: the connection is handed in by `monitor.store.upkeep`."""

from alembic import context

from monitor.store import seals
from monitor.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    if connection.dialect.name == "sqlite":
        # Its driver begins nothing by itself: so what a migration does is one transaction there as well.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.run_migrations()
    seals.install(connection)
