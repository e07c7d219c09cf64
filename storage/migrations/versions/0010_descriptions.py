"""Index the words of roles and described speakers, which were searched one by one"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# As they are indexed today (storage.library.descriptions), for keys that are folded already.
_WORD = re.compile(r"\w+(?:'\w+)*")
_LETTERED = re.compile(r"\b([ue])\.([sknu])\b\.?(?!\w)")
_TOO_COMMON = frozenset("the a an of and for to at in".split())


def upgrade() -> None:
    op.create_table(
        "descriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_descriptions")),
        sa.UniqueConstraint("key", name=op.f("uq_descriptions_key")),
    )
    op.create_table(
        "description_words",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("description_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["description_id"], ["descriptions.id"], name=op.f("fk_description_words_description_id")
        ),
        sa.PrimaryKeyConstraint("word", "description_id", name=op.f("pk_description_words")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO descriptions (key) SELECT key FROM roles UNION "
        "SELECT key FROM statement_speakers WHERE described AND how = 'role'"
    )
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, key FROM descriptions")).all()
    words = [{"word": word, "id": number} for number, key in rows for word in sorted(_words(key))]
    if words:
        connection.execute(sa.text("INSERT INTO description_words VALUES (:word, :id)"), words)


def downgrade() -> None:
    op.drop_table("description_words")
    op.drop_table("descriptions")


def _words(key: str) -> set[str]:
    return set(_without_endings(key)) - _TOO_COMMON


def _without_endings(key: str) -> Iterator[str]:
    return (re.sub(r"'s?$", "", word) for word in _WORD.findall(_LETTERED.sub(r"\1\2", key)))
