"""Record which version read a text: another may read it differently"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody knows which version read the stored texts; no version is called "".
    op.add_column("revisions", sa.Column("read_by", sa.String(), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    op.drop_column("revisions", "read_by")
