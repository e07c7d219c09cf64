"""Add printed roles, described speakers, and texts in a language that is not read for statements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("understood", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("statement_speakers", sa.Column("described", sa.Boolean(), server_default=sa.false(), nullable=False))
    # So far, a speaker known by a role had no name.
    op.execute("UPDATE statement_speakers SET described = (how = 'role')")
    op.create_table(
        "roles",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_roles_revision_id")),
        sa.PrimaryKeyConstraint("revision_id", "start", "end", "name_key", name=op.f("pk_roles")),
    )
    op.create_index(op.f("ix_roles_key"), "roles", ["key"])


def downgrade() -> None:
    op.drop_index(op.f("ix_roles_key"), "roles")
    op.drop_table("roles")
    op.drop_column("statement_speakers", "described")
    op.drop_column("revisions", "understood")
