"""Versions are found by their text; sources keep when they last had something new, and what of them is held;
items a text that is not believed yet; hosts what they were asked in a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_versions_fingerprint", "versions", ["fingerprint"])
    op.add_column("items", sa.Column("doubt", sa.Text(), nullable=False, server_default=""))
    op.add_column("sources", sa.Column("heard_at", sa.DateTime(timezone=True)))
    op.add_column("sources", sa.Column("suspicion", sa.Text(), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("held_for", sa.String(200), nullable=False, server_default=""))
    op.create_index("ix_deliveries_held_for", "deliveries", ["held_for"])
    op.add_column("sources", sa.Column("stale_told", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("hosts", sa.Column("asked", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("hosts", sa.Column("asked_until", sa.DateTime(timezone=True)))
