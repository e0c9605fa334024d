# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collective needs, their records and history; since when each service is what it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_collective"
down_revision: str | None = "20261128_open_data"
branch_labels: None = None
depends_on: None = None

TABLES = ("service_facts", "collective_need_history", "collective_need_record", "collective_need")


def upgrade() -> None:
    """Make the tables. Services that are there already are not new to anybody: they have no first day."""

    def text(name: str, nullable: bool = False) -> sa.Column[str]:
        return sa.Column(name, sa.Text(), nullable=nullable)

    def belongs(column: str, table: str) -> sa.ForeignKeyConstraint:
        return sa.ForeignKeyConstraint([column], [f"{table}.id"], ondelete="CASCADE")

    op.create_table(
        "collective_need",
        sa.Column("id", sa.Text(), primary_key=True),
        *(text(name) for name in ("ats", "topic", "label")),
        sa.Column("renamed", sa.Boolean(), nullable=False),
        text("words", nullable=True),
        text("state"),
        sa.Column("state_since", sa.Date(), nullable=False),
        *(text(name) for name in ("notes", "responsible")),
        sa.Column("deadline", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        text("merged_into", nullable=True),
        sa.Column("covered", sa.Integer(), nullable=False),
        text("covering", nullable=True),
        text("coverage_stamp"),
    )
    op.create_table(
        "collective_need_record",
        sa.Column("record_id", sa.Text(), primary_key=True),
        text("need_id"),
        belongs("record_id", "need_record"),
        belongs("need_id", "collective_need"),
    )
    op.create_table(
        "collective_need_history",
        sa.Column("id", sa.Text(), primary_key=True),
        text("need_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(text(name) for name in ("who", "what", "before", "after")),
        belongs("need_id", "collective_need"),
    )
    op.create_table(
        "service_facts",
        sa.Column("service_id", sa.Text(), primary_key=True),
        text("fingerprint"),
        sa.Column("since", sa.Date()),
        sa.Column("noted", sa.DateTime(timezone=True), nullable=False),
    )
    for table, columns in (
        ("collective_need", ["ats", "state"]),
        ("collective_need_record", ["need_id"]),
        ("collective_need_history", ["need_id"]),
    ):
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    op.execute("INSERT INTO service_facts SELECT id, '', NULL, CURRENT_TIMESTAMP FROM service")
    postgresql = op.get_bind().dialect.name == "postgresql"
    unless_known = "WHERE true ON CONFLICT DO NOTHING" if not postgresql else "ON CONFLICT DO NOTHING"
    op.execute(f"INSERT INTO changed_service SELECT id FROM service {unless_known}")


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)
