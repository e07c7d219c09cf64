"""Add feeds, the entries that they have shown, and log entries about feeds"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_IN = sa.text("removed IS NULL AND paused IS NULL")
_MOMENTS_AND_WORDS = (
    ("removed", sa.DateTime()), ("paused", sa.DateTime()), ("paused_by", sa.String()), ("paused_why", sa.String()),
    ("etag", sa.String()), ("last_modified", sa.String()), ("digest", sa.String(length=64)), ("hint", sa.Integer()),
    ("polled", sa.DateTime()), ("succeeded", sa.DateTime()), ("failing_since", sa.DateTime()), ("error", sa.String()),
    ("error_at", sa.DateTime()), ("newest", sa.DateTime()),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("added", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        *(sa.Column(name, kind, nullable=True) for name, kind in _MOMENTS_AND_WORDS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("url", name=op.f("uq_feeds_url")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feeds_due"), "feeds", ["due"], sqlite_where=_IN, postgresql_where=_IN)
    op.create_table(
        "feed_entries",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.Column("stored", sa.DateTime(), nullable=True),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("refused", sa.String(), nullable=True),
        sa.Column("where", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_feed_entries_feed_id")),
        sa.PrimaryKeyConstraint("feed_id", "key", name=op.f("pk_feed_entries")),
    )
    # Alembic would copy the log to add a foreign key; SQLite takes one together with its column.
    op.execute("ALTER TABLE log ADD COLUMN feed_id INTEGER CONSTRAINT fk_log_feed_id REFERENCES feeds (id)")
    op.create_index(op.f("ix_log_feed_id"), "log", ["feed_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_log_feed_id"), "log")
    op.drop_column("log", "feed_id")
    # An older version knows no such actions.
    op.execute("DELETE FROM log WHERE substr(deed, 1, 5) = 'feed_'")
    op.drop_table("feed_entries")
    op.drop_index(op.f("ix_feeds_due"), "feeds")
    op.drop_table("feeds")
