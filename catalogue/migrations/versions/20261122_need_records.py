# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The anonymous records of needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261122_need_records"
down_revision: str | None = "20261122_catalogue"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the table, without SQLite's hidden row numbers, which would tell the order of arrival."""
    op.create_table(
        "need_record",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("topic", sa.Text(), index=True),
        sa.Column("audience", sa.Text()),
        sa.Column("municipality", sa.Text()),
        sa.Column("ats", sa.Text()),
        sa.Column("cause", sa.Text()),
        sa.Column("age_band", sa.Text()),
        sa.Column("periods", sa.Text()),
        sa.Column("time_band", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("offers_shown", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Index(None, "ats", "day"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("need_record")
