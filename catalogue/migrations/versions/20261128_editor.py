# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Editors of one organization, the service of a change, the links of providers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_editor"
down_revision: str | None = "20261128_desks"
branch_labels: None = None
depends_on: None = None

# Changes written down before the column was there: rows that are gone cannot be told any more.
_SERVICES = "UPDATE metadata SET service_id = resource_id WHERE resource_type = 'service'"
_ROWS = """
UPDATE metadata SET service_id =
    (SELECT r.service_id FROM service_at_location AS r WHERE r.id = metadata.resource_id)
WHERE resource_type = 'service_at_location'
"""


def upgrade() -> None:
    """Make the table and the columns."""
    op.add_column("account", sa.Column("organization", sa.Text()))
    op.add_column("metadata", sa.Column("service_id", sa.Text()))
    op.create_index("ix_metadata_service_id", "metadata", ["service_id"])
    op.execute(_SERVICES)
    op.execute(_ROWS)
    op.create_table(
        "provider_link",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("ats", sa.Text()),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_provider_link_organization_id", "provider_link", ["organization_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("provider_link")
    op.drop_index("ix_metadata_service_id", "metadata")
    op.drop_column("metadata", "service_id")
    op.drop_column("account", "organization")
