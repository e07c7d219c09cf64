"""Add the links that identify articles, and the fingerprints that find copies"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from retrieval.identity.canonical_url import canonical

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("link", sa.String(), nullable=True))
    op.create_index(op.f("ix_articles_link"), "articles", ["link"])
    op.create_index(op.f("ix_revisions_digest"), "revisions", ["digest"])
    # Left empty: the fingerprints of stored articles are made later, a few at a time (storage.library.near_duplicates).
    op.create_table(
        "imprints",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=8), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_imprints_revision_id")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_imprints_article_id")),
        sa.ForeignKeyConstraint(["origin_id"], ["articles.id"], name=op.f("fk_imprints_origin_id")),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_imprints")),
        sa.UniqueConstraint("article_id", name=op.f("uq_imprints_article_id")),
    )
    op.create_index(op.f("ix_imprints_origin_id"), "imprints", ["origin_id"])
    op.create_table(
        "imprint_keys",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_imprint_keys_article_id")),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("pk_imprint_keys")),
        sqlite_with_rowid=False,
    )
    _link()


def _link() -> None:
    """Write the last link of each article, in canonical form."""
    connection = op.get_bind()
    told = connection.execute(
        sa.text("SELECT article_id, url FROM revisions WHERE url IS NOT NULL ORDER BY article_id, number")
    )
    links = {article_id: link for article_id, url in told if (link := canonical(url)) is not None}
    if links:
        rows = [{"article": article_id, "link": link} for article_id, link in links.items()]
        connection.execute(sa.text("UPDATE articles SET link = :link WHERE id = :article"), rows)


def downgrade() -> None:
    op.drop_table("imprint_keys")
    op.drop_table("imprints")
    op.drop_index(op.f("ix_revisions_digest"), "revisions")
    op.drop_index(op.f("ix_articles_link"), "articles")
    op.drop_column("articles", "link")
