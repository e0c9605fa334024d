# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs of services that repeat themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_overlap"
down_revision: str | None = "20261128_calendar"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the table."""
    texts = ("first_id", "second_id", "kind", "topic", "cell", "group_id", "fingerprint", "state")
    maybe = ("shares", "differs", "ats", "reviewed_by", "reviewed_fingerprint")
    op.create_table(
        "overlap_pair",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("grade", sa.Double(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True)),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        *(sa.Column(name, sa.Text()) for name in maybe),
    )
    for columns in (["ats", "grade"], ["first_id"], ["second_id"]):
        op.create_index(op.f(f"ix_overlap_pair_{'_'.join(columns)}"), "overlap_pair", columns)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("overlap_pair")
