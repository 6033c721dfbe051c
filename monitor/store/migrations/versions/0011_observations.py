"""Observations (that an address answered so), later readings beside versions, and looks counted by age."""

import sqlalchemy as sa
from alembic import op

from monitor.store.tables import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reader", sa.String(200), nullable=False),
        sa.Column("base", sa.Integer()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.String(32)),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_readings_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
    )
    op.create_index("ix_readings_fingerprint", "readings", ["fingerprint"])
    op.create_index("ix_readings_item_id_number", "readings", ["item_id", "number"])
    op.create_table(
        "observations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("address", sa.String(600), nullable=False),
        sa.Column("item_id", sa.Integer()),
        sa.Column("open", sa.Integer()),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("first_run", sa.Integer(), nullable=False),
        sa.Column("last_run", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("moments", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_observations"),
        sa.UniqueConstraint("source", "address", "open", name="uq_observations_source_address_open"),
    )
    op.create_index("ix_observations_item_id", "observations", ["item_id"])
    op.create_table(
        "look_counts",
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(32)),
        sa.PrimaryKeyConstraint("source", "age", name="pk_look_counts"),
    )
