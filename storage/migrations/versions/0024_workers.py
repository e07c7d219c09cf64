"""Let several processes work for one bot"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# What a worker begins bears its id.
BEGUN = ("inbox", "deliveries", "jobs")


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    op.create_table(
        "duties",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("worker", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_duties")),
    )
    for table in BEGUN:
        op.add_column(table, sa.Column("worker", sa.String(32), nullable=True))


def downgrade() -> None:
    for table in BEGUN:
        op.drop_column(table, "worker")
    op.drop_table("duties")
    op.drop_table("workers")
