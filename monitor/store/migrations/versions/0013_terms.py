"""The terms that a source's searches were asked for; empty where an earlier version polled it, which kept none."""

import sqlalchemy as sa
from alembic import op

from monitor.store import seals
from monitor.store.tables import sources

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    seals.loosen(op.get_bind(), sources)
    op.add_column("sources", sa.Column("terms", sa.Text(), nullable=False, server_default=""))
