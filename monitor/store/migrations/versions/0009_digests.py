"""Deliveries keep the hash of the message that went out."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("digest", sa.String(64), nullable=False, server_default=""))
    # The row is another one with it: it is sealed anew (`monitor.store.seals`).
    op.execute("UPDATE deliveries SET seal = NULL")
