# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes that move a conversation to another channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261129_survive"
down_revision: str | None = "20261128_resting"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "moving_code",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column(
            "conversation", sa.Text(), sa.ForeignKey("conversation.key", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.UniqueConstraint("conversation", name="uq_moving_code_conversation"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("moving_code")
