"""Keep several hours, pauses, people, papers and the length of a digest, and the quiet hours of alerts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_LISTS = ("people", "papers", "pauses")
_SWITCHES = ("short", "silent")


def upgrade() -> None:
    with op.batch_alter_table("subscriptions") as table:
        table.add_column(sa.Column("minutes", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        for name in _LISTS:
            table.add_column(sa.Column(name, sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        for name in _SWITCHES:
            table.add_column(sa.Column(name, sa.Boolean(), server_default=sa.text("0"), nullable=False))
        table.drop_index(op.f("ix_subscriptions_due"))
        table.create_index(op.f("ix_subscriptions_due_chat_id_topic"), ["due", "chat_id", "topic"])
    op.execute("UPDATE subscriptions SET minutes = '[' || minute || ']'")
    with op.batch_alter_table("subscriptions") as table:
        table.drop_column("minute")
        table.alter_column("minutes", server_default=None)
    op.add_column("alert_chats", sa.Column("quiet_from", sa.Integer(), nullable=True))
    op.add_column("alert_chats", sa.Column("quiet_until", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("alert_chats", "quiet_until")
    op.drop_column("alert_chats", "quiet_from")
    with op.batch_alter_table("subscriptions", recreate="always") as table:
        minute = sa.Column("minute", sa.Integer(), server_default=sa.text("0"), nullable=False)
        table.add_column(minute, insert_before="time_zone")
    # There was one hour a day.
    op.execute("UPDATE subscriptions SET minute = json_extract(minutes, '$[0]')")
    with op.batch_alter_table("subscriptions") as table:
        table.drop_column("minutes")
        table.alter_column("minute", server_default=None)
        for name in (*_LISTS, *_SWITCHES):
            table.drop_column(name)
        table.drop_index(op.f("ix_subscriptions_due_chat_id_topic"))
        table.create_index(op.f("ix_subscriptions_due"), ["due"])
