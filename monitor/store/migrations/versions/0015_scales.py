"""Which scale an event's score is of. Those that are there keep theirs, of the first one."""

import sqlalchemy as sa
from alembic import op

from monitor.store import seals
from monitor.store.tables import events

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    seals.loosen(op.get_bind(), events)
    op.add_column("events", sa.Column("scale", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("events", sa.Column("former", sa.Float()))
