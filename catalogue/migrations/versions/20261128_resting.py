# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An index of the suspended services: every search leaves them out, and read all services to know them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_resting"
down_revision: str | None = "20261128_demand_views"
branch_labels: None = None
depends_on: None = None

INDEX = "ix_service_suspended_from_suspended_to"
SUSPENDED = sa.text("suspended_from IS NOT NULL")


def upgrade() -> None:
    """Make it, of the few that are suspended or were."""
    op.create_index(
        INDEX,
        "service",
        ["suspended_from", "suspended_to"],
        sqlite_where=SUSPENDED,
        postgresql_where=SUSPENDED,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index(INDEX, "service")
