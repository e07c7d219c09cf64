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
_ROWS = sa.table(
    "subscriptions", sa.column("chat_id"), sa.column("topic"), sa.column("minute"), sa.column("minutes", sa.JSON())
)


def upgrade() -> None:
    with op.batch_alter_table("subscriptions") as table:
        table.add_column(sa.Column("minutes", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        for name in _LISTS:
            table.add_column(sa.Column(name, sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        for name in _SWITCHES:
            table.add_column(sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
        table.drop_index(op.f("ix_subscriptions_due"))
        table.create_index(op.f("ix_subscriptions_due_chat_id_topic"), ["due", "chat_id", "topic"])
    connection = op.get_bind()
    for minute in connection.execute(sa.select(_ROWS.c.minute).distinct()).scalars().all():
        connection.execute(_ROWS.update().where(_ROWS.c.minute == minute).values(minutes=[minute]))
    with op.batch_alter_table("subscriptions") as table:
        table.drop_column("minute")
        table.alter_column("minutes", server_default=None)
    op.add_column("alert_chats", sa.Column("quiet_from", sa.Integer(), nullable=True))
    op.add_column("alert_chats", sa.Column("quiet_until", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("alert_chats", "quiet_until")
    op.drop_column("alert_chats", "quiet_from")
    connection = op.get_bind()
    column = sa.Column("minute", sa.Integer(), server_default=sa.text("0"), nullable=False)
    if connection.dialect.name == "sqlite":
        with op.batch_alter_table("subscriptions", recreate="always") as table:
            table.add_column(column, insert_before="time_zone")
    else:
        op.add_column("subscriptions", column)
    # There was one hour a day.
    for chat, topic, minutes in connection.execute(sa.select(_ROWS.c.chat_id, _ROWS.c.topic, _ROWS.c.minutes)).all():
        where = _ROWS.c.chat_id == chat, _ROWS.c.topic == topic
        connection.execute(_ROWS.update().where(*where).values(minute=minutes[0]))
    with op.batch_alter_table("subscriptions") as table:
        table.drop_column("minutes")
        table.alter_column("minute", server_default=None)
        for name in (*_LISTS, *_SWITCHES):
            table.drop_column(name)
        table.drop_index(op.f("ix_subscriptions_due_chat_id_topic"))
        table.create_index(op.f("ix_subscriptions_due"), ["due"])
