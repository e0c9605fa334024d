# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether services are of use, and what is wrong in their records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261129_opinions"
down_revision: str | None = "20261129_survive"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the tables and the column."""
    op.create_table(
        "service_feedback",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("said", sa.Text()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("municipality", sa.Text()),
        sa.Column("ats", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_service_feedback_ats_service_id", "service_feedback", ["ats", "service_id"])
    op.create_table(
        "record_report",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said", sa.Text()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("closed", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_report_service_id_closed", "record_report", ["service_id", "closed"])
    op.add_column("conversation", sa.Column("given", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("conversation", "given")
    op.drop_table("record_report")
    op.drop_table("service_feedback")
