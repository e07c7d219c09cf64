"""Which version read a text: another may read it otherwise"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # By which version what is stored was read is not known: "" is none that there is.
    op.add_column("revisions", sa.Column("read_by", sa.String(), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    op.drop_column("revisions", "read_by")
