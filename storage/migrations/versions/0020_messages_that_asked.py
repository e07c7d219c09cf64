"""Keep which message of a reader asked a question, so that an edit of it can edit its answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody knows which messages asked the older ones: their edits change nothing, as before.
    op.add_column("turns", sa.Column("message_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    # Not by copying the table: that would delete the ratings and messages of its rows.
    op.drop_column("turns", "message_id")
