# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gateway's side of conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261122_conversations"
down_revision: str | None = "20261122_accounts"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "conversation",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("need", sa.JSON(none_as_null=True)),
        sa.Column("history", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("conversation")
