"""What a source's adapter has come to see, session ids, notes of runs, names of files, who else saw an event.

Aliases that hold a session id are also known without it: the addresses of today's lists are.
"""

import sqlalchemy as sa
from alembic import op

from monitor.core.text import normalise_link
from monitor.store import seals
from monitor.store.database import insert_of
from monitor.store.tables import UtcDateTime, aliases, events, poll_runs, sources

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SIGNS = ("sess", "sid=", "cfid=", "cftoken=")


def upgrade() -> None:
    connection = op.get_bind()
    for table in (sources, poll_runs, events):
        seals.loosen(connection, table)
    # Sources that were polled were seen by the first revision of their adapters.
    op.add_column("sources", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("sources", sa.Column("revised_at", UtcDateTime()))
    op.add_column("sources", sa.Column("sessions", sa.Text(), nullable=False, server_default=""))
    op.add_column("poll_runs", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.add_column("events", sa.Column("also", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "item_files",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("seal", sa.String(32)),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_files_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "name", name="pk_item_files"),
    )
    op.create_index("ix_item_files_name", "item_files", ["name"])
    _without_sessions(connection)


def _without_sessions(connection: sa.Connection) -> None:
    a = aliases.c
    holds = sa.or_(*(sa.func.lower(a.alias).contains(sign, autoescape=True) for sign in _SIGNS))
    asked = sa.select(a.source, a.alias, a.item_id).where(a.alias.startswith("path:"), holds)
    found = connection.execute(asked.order_by(a.item_id.desc())).all()
    rows = [(source, made, item) for source, alias, item in found if (made := _bare(alias)) != alias]
    if not rows:
        return
    put = insert_of(aliases, sqlite=connection.dialect.name == "sqlite").on_conflict_do_nothing()
    connection.execute(put, [{"source": source, "alias": alias, "item_id": item} for source, alias, item in rows])
    connection.execute(sa.text("DELETE FROM row_counts WHERE name = 'aliases'"))


def _bare(alias: str) -> str:
    return "path:" + normalise_link("http://host" + alias.removeprefix("path:")).removeprefix("host")
