"""Keep the days, subjects and forum topic of a subscription, and the topic of a delivery"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("topic", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    with op.batch_alter_table("subscriptions") as table:
        table.add_column(sa.Column("topic", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
        table.add_column(sa.Column("days", sa.String(7), server_default=sa.text("'1234567'"), nullable=False))
        table.add_column(sa.Column("subjects", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        table.drop_constraint("pk_subscriptions", type_="primary")
        table.create_primary_key("pk_subscriptions", ["chat_id", "topic"])


def downgrade() -> None:
    # A chat had one subscription.
    op.execute("DELETE FROM subscriptions WHERE topic != 0")
    with op.batch_alter_table("subscriptions") as table:
        table.drop_constraint("pk_subscriptions", type_="primary")
        table.create_primary_key("pk_subscriptions", ["chat_id"])
        table.drop_column("subjects")
        table.drop_column("days")
        table.drop_column("topic")
    with op.batch_alter_table("deliveries") as table:
        table.drop_column("topic")
