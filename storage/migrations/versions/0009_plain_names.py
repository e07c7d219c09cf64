"""Name tables and columns for what they hold: jobs, turns, fingerprints, actions

SQLite rewrites foreign keys when a table or column is renamed.  Names of primary and foreign keys keep the old words
(pk_errands, fk_ratings_exchange_id): changing them would copy every table, and nothing refers to them.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = {"errands": "jobs", "exchanges": "turns", "imprints": "fingerprints", "imprint_keys": "fingerprint_keys"}
# By new table name: the column's name before and after.
COLUMNS = {
    "sent_documents": ("errand_id", "job_id"),
    "bot_messages": ("exchange_id", "turn_id"),
    "ratings": ("exchange_id", "turn_id"),
    "turns": ("silence", "reason"),
    "log": ("deed", "action"),
}
# By new index name: the new table name, the new column names, and the index's name before.
INDEXES = {
    "ix_jobs_state": ("jobs", ["state"], "ix_errands_state"),
    "ix_jobs_update_id": ("jobs", ["update_id"], "ix_errands_update_id"),
    "ix_sent_documents_job_id": ("sent_documents", ["job_id"], "ix_sent_documents_errand_id"),
    "ix_turns_chat_id_topic_reader_id": (
        "turns", ["chat_id", "topic", "reader_id"], "ix_exchanges_chat_id_topic_reader_id",
    ),
    "ix_bot_messages_turn_id": ("bot_messages", ["turn_id"], "ix_bot_messages_exchange_id"),
    "ix_fingerprints_origin_id": ("fingerprints", ["origin_id"], "ix_imprints_origin_id"),
}  # fmt: skip


def upgrade() -> None:
    for before, after in TABLES.items():
        op.rename_table(before, after)
    for table, (before, after) in COLUMNS.items():
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}")
    for after, (table, columns, before) in INDEXES.items():
        op.drop_index(before, table)
        op.create_index(after, table, columns)
    _rename_unique("fingerprints", "uq_imprints_article_id", "uq_fingerprints_article_id")
    op.execute("UPDATE turns SET kind = 'comparison' WHERE kind = 'against'")


def downgrade() -> None:
    op.execute("UPDATE turns SET kind = 'against' WHERE kind = 'comparison'")
    _rename_unique("fingerprints", "uq_fingerprints_article_id", "uq_imprints_article_id")
    for table, (before, after) in COLUMNS.items():
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {after} TO {before}")
    for before, after in TABLES.items():
        op.rename_table(after, before)
    before_of = {after: before for before, after in TABLES.items()}
    column_of = {after: before for before, after in COLUMNS.values()}
    for after, (table, columns, before) in INDEXES.items():
        home = before_of.get(table, table)
        op.drop_index(after, home)
        op.create_index(before, home, [column_of.get(c, c) for c in columns])


def _rename_unique(table: str, before: str, after: str) -> None:
    """Rename a unique constraint by copying the table, because SQLite cannot rename one."""
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(before, type_="unique")
        batch.create_unique_constraint(after, ["article_id"])
