"""Add retractions, the change log, and editors appointed by an owner"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No stored article is retracted; who stored it was not recorded.
    op.add_column("articles", sa.Column("retracted", sa.DateTime(), nullable=True))
    op.add_column("articles", sa.Column("retracted_by", sa.String(), nullable=True))
    op.add_column("articles", sa.Column("retracted_why", sa.String(), nullable=True))
    only = sa.text("retracted IS NOT NULL")
    op.create_index(op.f("ix_articles_retracted"), "articles", ["retracted"], sqlite_where=only, postgresql_where=only)
    op.create_table(
        "log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("deed", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("editor_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_log_article_id")),
        sa.ForeignKeyConstraint(["undoes"], ["log.id"], name=op.f("fk_log_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log")),
    )
    for column in ("article_id", "editor_id", "update_id"):
        op.create_index(op.f(f"ix_log_{column}"), "log", [column])
    op.create_table(
        "editors",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_editors")),
    )


def downgrade() -> None:
    # A retracted article has no current revision, and so stays out of search.
    op.drop_table("editors")
    op.drop_table("log")
    op.drop_index(op.f("ix_articles_retracted"), "articles")
    for column in ("retracted_why", "retracted_by", "retracted"):
        op.drop_column("articles", column)
