"""Alembic's entry: the connection is handed in by `monitor.store.upkeep`."""

from alembic import context

from monitor.store import seals
from monitor.store.tables import metadata

connection = context.config.attributes["connection"]
# SQLite's own BEGIN is ours (`monitor.store.database`), so that what a migration does is one transaction there as well.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
    seals.install(connection)
