"""Keep when a message of the bot was sent, so that what it was about is kept no longer than questions are"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bot_messages", sa.Column("at", sa.DateTime(), nullable=True))
    # Nobody knows when older ones were sent: their time begins now.
    messages = sa.table("bot_messages", sa.column("at", sa.DateTime()))
    op.execute(messages.update().values(at=datetime.now(UTC).replace(tzinfo=None)))
    with op.batch_alter_table("bot_messages") as batch:
        batch.alter_column("at", nullable=False)
    # The job that erases looks for those settled before a day.
    only = sa.text("settled IS NOT NULL")
    op.create_index(op.f("ix_deliveries_settled"), "deliveries", ["settled"], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    op.drop_index(op.f("ix_deliveries_settled"), "deliveries")
    with op.batch_alter_table("bot_messages") as batch:
        batch.drop_column("at")
