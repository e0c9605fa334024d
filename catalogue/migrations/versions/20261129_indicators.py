# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Indicators that an ATS defines for itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261129_indicators"
down_revision: str | None = "20261129_telegram"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "indicator",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("ats", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("formula", sa.JSON(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("target", sa.Double()),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_indicator_ats", "indicator", ["ats"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("indicator")
