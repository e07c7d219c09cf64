"""Add what digests told each chat, and the stories that it wants left out"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, options in (("told_articles", {"sqlite_with_rowid": False}), ("left_out_stories", {})):
        op.create_table(
            name,
            sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("topic", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("article", sa.String(), nullable=False),
            sa.Column("at", sa.DateTime(), nullable=False),
            sa.PrimaryKeyConstraint("chat_id", "topic", "article", name=op.f(f"pk_{name}")),
            **options,
        )


def downgrade() -> None:
    for table in ("left_out_stories", "told_articles"):
        op.drop_table(table)
