"""Keep with each turn what the buttons under its answer need"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("card", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("turns", "card")
