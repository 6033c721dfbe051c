"""Deliveries keep the hash of the message that went out."""

import sqlalchemy as sa
from alembic import op

from monitor.store import seals
from monitor.store.tables import deliveries

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The rows are others with it: they are sealed anew.
    seals.loosen(op.get_bind(), deliveries)
    op.add_column("deliveries", sa.Column("digest", sa.String(64), nullable=False, server_default=""))
