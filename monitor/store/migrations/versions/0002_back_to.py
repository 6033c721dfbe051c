"""Events say to which version an edit went back, and whether its item is flapping."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("back_to", sa.Integer(), nullable=True))
    op.add_column("events", sa.Column("flapping", sa.Boolean(), nullable=False, server_default=sa.false()))
