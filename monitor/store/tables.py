"""The tables. Times are UTC in every column; `UtcDateTime` gives them back zone-aware on both databases."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A zone-aware time, UTC in the database. A naive one is refused: nobody could tell what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        when: datetime = value
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


sources = Table(
    "sources",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("baseline_at", UtcDateTime),
    Column("next_run_at", UtcDateTime),
    Column("lease_owner", String(100)),
    Column("lease_until", UtcDateTime),
    Column("failures", Integer, nullable=False, default=0),
    Column("failing_told", Boolean, nullable=False, default=False),
    Column("heard_at", UtcDateTime),
    Column("stale_told", Boolean, nullable=False, default=False),
    Column("suspicion", Text, nullable=False, default=""),
    # The seconds that made `next_run_at`: a moment further off than that was planned under another clock.
    Column("wait", Float, nullable=False, default=0.0),
    # Up to which revision its adapter has seen it, and since when up to this one.
    Column("revision", Integer, nullable=False, default=0),
    Column("revised_at", UtcDateTime),
    Column("sessions", Text, nullable=False, default=""),
    # The terms that its searches were asked for; '' where that was not noted.
    Column("terms", Text, nullable=False, default=""),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String(300), primary_key=True),
    Column("resting_until", UtcDateTime),
    Column("robots", Text),
    Column("robots_at", UtcDateTime),
    Column("asked", Integer, nullable=False, default=0),
    Column("asked_until", UtcDateTime),
)

addresses = Table(
    "addresses",
    metadata,
    Column("source", String(200), primary_key=True),
    Column("address", String(600), primary_key=True),
    Column("etag", Text, nullable=False, default=""),
    Column("last_modified", Text, nullable=False, default=""),
    Column("sha256", String(64), nullable=False, default=""),
    Column("follow", Text, nullable=False, default="[]"),
    Column("full_at", UtcDateTime),
)

documents = Table(
    "documents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content_type", String(300), nullable=False, default=""),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(200), nullable=False),
    Column("key", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String(20), nullable=False, default=""),
    Column("state", String(20), nullable=False, default="live"),
    Column("version", Integer, nullable=False, default=0),
    Column("stamp", Text),
    Column("listed_stamp", Text),
    Column("entries", Text, nullable=False, default="[]"),
    Column("baseline", Boolean, nullable=False, default=False),
    Column("requests", Text, nullable=False, default="[]"),
    Column("published_at", UtcDateTime),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime),
    Column("checked_at", UtcDateTime),
    Column("next_check_at", UtcDateTime),
    Column("misses", Integer, nullable=False, default=0),
    Column("first_miss_at", UtcDateTime),
    Column("topics", Text, nullable=False, default="[]"),
    Column("maybe", Text, nullable=False, default="[]"),
    Column("left_topics", Text, key="left", nullable=False, default="[]"),
    Column("doubt", Text, nullable=False, default=""),
    Index(None, "source", "next_check_at"),
)

# Items whose page cannot be read: since when, why, and whether the desk was told.
unreadable = Table(
    "unreadable",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("why", Text, nullable=False),
    Column("told", Boolean, nullable=False, default=False),
)

# Why an item is on or near its topics: each match with its score, its words and the rules that held, as JSON.
item_matches = Table(
    "item_matches",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("body", Text, nullable=False),
)

item_texts = Table(
    "item_texts",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
)

aliases = Table(
    "aliases",
    metadata,
    Column("source", String(200), primary_key=True),
    Column("alias", String(600), primary_key=True),
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
)

item_references = Table(
    "item_references",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("reference", String(100), primary_key=True, index=True),
)

# By what the files of an item are known elsewhere: their hashes and ids.
item_files = Table(
    "item_files",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(200), primary_key=True, index=True),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("reader", String(200), nullable=False),
    Column("base", Integer),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("item_id", "number"),
)

# What a later reading made of a version: the newest is compared and shown. The version's own row is the first reading,
# and is never rewritten.
readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("reader", String(200), nullable=False),
    Column("base", Integer),
    Column("body", LargeBinary, nullable=False),
    Index(None, "item_id", "number"),
)

# The lines of an item's page as the last look left them (`monitor.template.kept`), and who read them.
page_lines = Table(
    "page_lines",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("reader", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# What the pages of a source have in common, as learnt from them; and what the desk said of its places, as JSON.
templates = Table(
    "templates",
    metadata,
    Column("source", String(200), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("pin", Text, nullable=False, default="[]"),
    Column("mute", Text, nullable=False, default="[]"),
)

# That an address answered so at moments: looks that found the same share a row. `open` is 1 while a look may join it,
# and none afterwards. `moments`: the minute of each look (`monitor.store.moments`).
observations = Table(
    "observations",
    metadata,
    # A look that joins a row takes a number as well, where the database counts them.
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("source", String(200), nullable=False),
    Column("address", String(600), nullable=False),
    Column("item_id", Integer, index=True),
    Column("open", Integer),
    Column("status", Integer, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("first_run", Integer, nullable=False),
    Column("last_run", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("moments", LargeBinary, nullable=False),
    UniqueConstraint("source", "address", "open"),
)

# Looks at items by the source and the age of the item: `age` is its upper bound in hours. `seconds`: how long ago the
# looks before were, all together. `edits` found another text, `others` an item gone, back or moved.
look_counts = Table(
    "look_counts",
    metadata,
    Column("source", String(200), primary_key=True),
    Column("age", Integer, primary_key=True),
    Column("looks", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("edits", Integer, nullable=False),
    Column("others", Integer, nullable=False),
)

poll_runs = Table(
    "poll_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(200), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", String(20), nullable=False),
    Column("error", Text),
    Column("requests", Integer, nullable=False, default=0),
    Column("not_modified", Integer, nullable=False, default=0),
    Column("bytes", Integer, nullable=False, default=0),
    Column("listed", Integer, nullable=False, default=0),
    Column("checked", Integer, nullable=False, default=0),
    Column("newest_item_at", UtcDateTime),
    Column("baseline", Boolean, nullable=False, default=False),
    Column("note", Text, nullable=False, default=""),
    Index(None, "source", "id"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(40), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("source", String(200), nullable=False),
    Column("item_id", Integer, index=True),
    Column("baseline", Boolean, nullable=False, default=False),
    Column("class", String(20), key="cls"),
    Column("score", Float),
    Column("announced", Boolean),
    Column("from_version", Integer),
    Column("to_version", Integer),
    Column("topics", Text, nullable=False, default="[]"),
    Column("facts", Text, nullable=False, default="[]"),
    Column("reasons", Text, nullable=False, default="[]"),
    Column("detail", Text, nullable=False, default=""),
    Column("back_to", Integer),
    Column("flapping", Boolean, nullable=False, default=False),
    # The sources that saw the same, as JSON.
    Column("also", Text, nullable=False, default="[]"),
    Column("held", String(20), nullable=False, default=""),
    # The version of the scale of the score, and the score on the first one.
    Column("scale", Integer, nullable=False, default=1),
    Column("former", Float),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", ForeignKey("events.id"), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", ForeignKey("alerts.id"), nullable=False),
    Column("channel", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False, default=0),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("error", Text, nullable=False, default=""),
    Column("doubtful", Boolean, nullable=False, default=False),
    # Why it waits or waited, or was closed: a reason as JSON. What an attempt came to is `error`.
    Column("why", Text, nullable=False, default=""),
    Column("held_because", String(20), nullable=False, default=""),
    # The source that is suspected of a redesign.
    Column("held_for", String(200), nullable=False, default="", index=True),
    Column("bundle", String(100), nullable=False, default=""),
    Column("message", String(40), nullable=False, default="", index=True),
    # Somebody has seen that it did not arrive.
    Column("seen", Boolean, nullable=False, default=False),
    # The SHA-256 of the message that the channel took, or may have taken: a later template does not change that.
    # None where no answer came in time, or the process died.
    Column("digest", String(64), nullable=False, default=""),
    UniqueConstraint("alert_id", "channel"),
    Index(None, "channel", "state", "due_at"),
)

channels = Table(
    "channels",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("failures", Integer, nullable=False, default=0),
    Column("next_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("owner", String(200), nullable=False, default=""),
    Column("wait", Float, nullable=False, default=0.0),
    Column("told_until", UtcDateTime),
    # What did not arrive is told by the channel itself once it takes something again: no other is left to tell it.
    Column("owed", Boolean, nullable=False, default=False),
)

marks = Table(
    "marks",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False, default=""),
    Column("at", UtcDateTime, nullable=False),
)

# How many rows of each table the monitor wrote (SQLite), and how many something else removed (PostgreSQL).
row_counts = Table(
    "row_counts",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("number", Integer, nullable=False, default=0),
    Column("removed", Integer, nullable=False, default=0),
)

SEAL = "seal"
# A hash of the row's values, kept by triggers (`monitor.store.seals`); none where something else wrote the row.
SEALED = tuple(table for table in metadata.sorted_tables if table is not row_counts)
for _table in SEALED:
    _table.append_column(Column(SEAL, String(32)))
