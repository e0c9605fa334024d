# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suspensions with dates; what schools do otherwise than the regional calendar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_calendar"
down_revision: str | None = "20261128_search"
branch_labels: None = None
depends_on: None = None

COLUMNS = ("suspended_from", "suspended_to")


def upgrade() -> None:
    """Make the table and the columns."""
    for column in COLUMNS:
        op.add_column("service", sa.Column(column, sa.Date()))
        op.add_column("candidate", sa.Column(column, sa.Integer()))
    op.create_table(
        "school_exception",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("school", sa.Text()),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
    )
    op.create_index("ix_school_exception_municipality", "school_exception", ["municipality"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("school_exception")
    for column in reversed(COLUMNS):
        op.drop_column("candidate", column)
        op.drop_column("service", column)
