"""Keep who set up the digests of a channel"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chat_settings", sa.Column("set_up_by", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_chat_settings_set_up_by"), "chat_settings", ["set_up_by"])


def downgrade() -> None:
    op.drop_index(op.f("ix_chat_settings_set_up_by"), "chat_settings")
    op.drop_column("chat_settings", "set_up_by")
