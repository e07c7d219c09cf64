"""Which reader read a text: another one may read it otherwise"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody knows who read what is stored: "" is no reader that there is.
    op.add_column("revisions", sa.Column("reader", sa.String(), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    op.drop_column("revisions", "reader")
