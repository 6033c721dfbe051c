"""Versions are found by their text: a story under a new address is the one that stood under the old."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_versions_fingerprint", "versions", ["fingerprint"])
