# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desks where people answer, the work constraint of a need, the turns of a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_desks"
down_revision: str | None = "20261122_conversations"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the table and the columns."""
    op.create_table(
        "desk",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("service_areas", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("municipality", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("assured_date", sa.Date()),
        sa.Column("source", sa.Text()),
    )
    op.add_column("need_record", sa.Column("work_constraint", sa.Text()))
    turns = sa.Column("turns", sa.Integer(), nullable=False, server_default="0")
    op.add_column("conversation", turns)


def downgrade() -> None:
    """Drop them."""
    op.drop_column("conversation", "turns")
    op.drop_column("need_record", "work_constraint")
    op.drop_table("desk")
