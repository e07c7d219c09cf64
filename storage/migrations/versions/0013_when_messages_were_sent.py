"""Keep when a message of the bot was sent, so that what it was about is kept no longer than questions are"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bot_messages", sa.Column("at", sa.DateTime(), nullable=True))
    # Nobody knows when older ones were sent: their time begins now.
    op.execute("UPDATE bot_messages SET at = strftime('%Y-%m-%d %H:%M:%f000', 'now')")
    with op.batch_alter_table("bot_messages") as batch:
        batch.alter_column("at", nullable=False)
    # The job that erases looks for those settled before a day.
    op.create_index(
        op.f("ix_deliveries_settled"), "deliveries", ["settled"], sqlite_where=sa.text("settled IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_deliveries_settled"), "deliveries")
    with op.batch_alter_table("bot_messages") as batch:
        batch.drop_column("at")
