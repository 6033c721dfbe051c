"""Deliveries know what they go out with, and channels when they were last sent to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("bundle", sa.String(100), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("message", sa.String(40), nullable=False, server_default=""))
    op.add_column("channels", sa.Column("sent_at", sa.DateTime(timezone=True)))
    op.add_column("channels", sa.Column("owner", sa.String(200), nullable=False, server_default=""))
    op.create_index("ix_deliveries_message", "deliveries", ["message"])
