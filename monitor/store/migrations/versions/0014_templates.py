"""What is learnt of a source's pages: the lines of each as the last look left them, and what they have in common.

Besides: why an event is never told at once.

The lines and templates are empty: they are made of the stored documents when a page is next seen to have changed.
"""

import sqlalchemy as sa
from alembic import op

from monitor.store import seals
from monitor.store.tables import UtcDateTime, events

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    seals.loosen(op.get_bind(), events)
    op.add_column("events", sa.Column("held", sa.String(20), nullable=False, server_default=""))
    op.create_table(
        "page_lines",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.String(32)),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_page_lines_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name="pk_page_lines"),
    )
    op.create_table(
        "templates",
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("pin", sa.Text(), nullable=False),
        sa.Column("mute", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(32)),
        sa.PrimaryKeyConstraint("source", name="pk_templates"),
    )
