# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who read single records of needs; indexes from which the observatory counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_demand_views"
down_revision: str | None = "20261128_collective"
branch_labels: None = None
depends_on: None = None


BEFORE = {"ix_need_record_ats_day": ["ats", "day"], "ix_need_record_topic": ["topic"]}
AFTER = {
    "ix_need_record_of_ats": [
        "ats",
        "day",
        "ambito",
        "municipality",
        "topic",
        "cause",
        "audience",
        "age_band",
        "time_band",
        "work_constraint",
        "channel",
        "outcome",
        "periods",
    ],
    "ix_need_record_of_topic": ["topic", "cause", "ats", "day", "municipality", "ambito", "outcome"],
    "ix_need_record_of_day": ["day", "cause", "outcome"],
}


def upgrade() -> None:
    """Make the table; the wider indexes stand in for the narrow ones."""
    _replace(BEFORE, AFTER)
    op.create_table(
        "access_log",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_at"), "access_log", ["at"])


def downgrade() -> None:
    """The other way round."""
    _replace(AFTER, BEFORE)
    op.drop_index(op.f("ix_access_log_at"), "access_log")
    op.drop_table("access_log")


def _replace(old: dict[str, list[str]], new: dict[str, list[str]]) -> None:
    for name in old:
        op.drop_index(name, "need_record")
    for name, columns in new.items():
        op.create_index(name, "need_record", columns)
