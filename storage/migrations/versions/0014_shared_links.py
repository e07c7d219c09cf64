"""Mark articles whose link others have too, and let the next poll of each feed take note of what its entries say

What identifies the text of an entry has changed: its day of publication no longer does.  With the old digests, all
entries would be read again, those too that were news before the feed was followed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("shared_link", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE feed_entries SET fingerprint = ''")


def downgrade() -> None:
    op.drop_column("articles", "shared_link")
