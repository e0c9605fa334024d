# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was told to the public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_open_data"
down_revision: str | None = "20261128_second_factor"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "open_data_release",
        sa.Column("period", sa.Text(), primary_key=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
    )
    op.create_index(op.f("ix_open_data_release_last_day"), "open_data_release", ["last_day"])
    keys = ("period", "period_type", "ats", "outcome", "topic", "place_type", "place", "cause")
    op.create_table(
        "open_data_row",
        *(sa.Column(name, sa.Text(), primary_key=True) for name in keys),
        sa.Column("within", sa.Text(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("release", sa.Text(), sa.ForeignKey("open_data_release.period"), nullable=False),
    )
    for columns in (["ats", "topic"], ["place"], ["release"]):
        op.create_index(op.f(f"ix_open_data_row_{'_'.join(columns)}"), "open_data_row", columns)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("open_data_row")
    op.drop_table("open_data_release")
