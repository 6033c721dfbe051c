"""What is planned keeps the wait that made it; addresses when they last answered in full; channels what was told.

When an address last answered in full was not kept before. A moment within the last day stands for it, another for
each, so that not all are asked in full in the first poll after the upgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SQLITE = (
    "UPDATE addresses SET full_at = strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || (rowid % 1440) || ' minutes') || '000'"
)
_POSTGRESQL = "UPDATE addresses SET full_at = now() - make_interval(mins => abs(hashtext(address)) % 1440)"


def upgrade() -> None:
    op.add_column("sources", sa.Column("wait", sa.Float(), nullable=False, server_default="0"))
    op.add_column("channels", sa.Column("wait", sa.Float(), nullable=False, server_default="0"))
    op.add_column("channels", sa.Column("told_until", sa.DateTime(timezone=True)))
    op.add_column("addresses", sa.Column("full_at", sa.DateTime(timezone=True)))
    op.execute(_SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL)
