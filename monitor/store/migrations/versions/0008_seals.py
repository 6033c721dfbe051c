"""Each row has a seal: a hash of its values, by which `db verify` finds damage.

The rows that are there are sealed in the same transaction (`monitor.store.seals.install`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = (
    "addresses", "alerts", "aliases", "channels", "deliveries", "documents", "events", "hosts", "item_matches",
    "item_references", "item_texts", "items", "marks", "poll_runs", "sources", "unreadable", "versions",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "row_counts",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_row_counts"),
    )
    for table in _TABLES:
        op.add_column(table, sa.Column("seal", sa.String(32)))
