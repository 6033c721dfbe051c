"""Pages that cannot be read are kept as such; so is who has seen what did not arrive.

What had not arrived before counts as seen: the operator was told of it by the version before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unreadable",
        sa.Column("item_id", sa.Integer(), sa.ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_unreadable"),
    )
    op.add_column("deliveries", sa.Column("seen", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("channels", sa.Column("owed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("UPDATE deliveries SET seen = :yes WHERE state = 'dead'").bindparams(yes=True))
