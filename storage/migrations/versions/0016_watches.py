"""Add what chats follow, and the alerts about it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watches")),
        sa.UniqueConstraint("chat_id", "topic", "kind", "key", name=op.f("uq_watches_chat_id_topic_kind_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_watches_word_kind"), "watches", ["word", "kind"])
    op.create_table(
        "alerts",
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("waits", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["watch_id"], ["watches.id"], name=op.f("fk_alerts_watch_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("watch_id", "article", name=op.f("pk_alerts")),
    )
    op.create_index(
        op.f("ix_alerts_waits"), "alerts", ["waits"], sqlite_where=sa.text("waits"), postgresql_where=sa.text("waits")
    )
    op.create_table(
        "alert_chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("reachable", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_alert_chats")),
    )
    op.create_table(
        "alert_scan",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_scan")),
    )


def downgrade() -> None:
    for table in ("alert_scan", "alert_chats", "alerts", "watches"):
        op.drop_table(table)
