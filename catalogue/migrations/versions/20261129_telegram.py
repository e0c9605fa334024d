# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Telegram channel: chats, updates that were answered, calls still to be made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261129_telegram"
down_revision: str | None = "20261129_opinions"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "telegram_chat",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column(
            "conversation", sa.Text(), sa.ForeignKey("conversation.key", ondelete="CASCADE"), index=True
        ),
        sa.Column("keyboard", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        "telegram_update",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        "telegram_post",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "chat",
            sa.Text(),
            sa.ForeignKey("telegram_chat.key", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("sending", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("doubtful", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("farewell", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("telegram_post", "telegram_update", "telegram_chat"):
        op.drop_table(table)
