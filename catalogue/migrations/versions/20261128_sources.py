# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which services came from which source of scheduled imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_sources"
down_revision: str | None = "20261128_overlap"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "source_record",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("service_id", sa.Text(), primary_key=True),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vanished", sa.Date()),
        sa.Column("assured_before", sa.Date()),
    )
    op.create_index("ix_source_record_service_id", "source_record", ["service_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("source_record")
