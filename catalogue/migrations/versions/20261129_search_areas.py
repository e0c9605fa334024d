# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a service is found beside its words, with an index in PostgreSQL: of 100,000 services 5,000 have a word,
200 have it around a comune."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261129_search_areas"
down_revision: str | None = "20261129_indicators"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the column; services that are there already are noted as changed, so that it is filled."""
    op.add_column("search_document", sa.Column("areas", sa.Text(), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX search_index_areas ON search_document USING gin (string_to_array(areas, ' '))"
        )
    op.execute("INSERT INTO changed_service SELECT id FROM service WHERE true ON CONFLICT DO NOTHING")


def downgrade() -> None:
    """Drop it; in PostgreSQL its index goes with it."""
    op.drop_column("search_document", "areas")
