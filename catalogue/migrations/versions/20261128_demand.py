# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the observatory reads of a need beside its bands: its Ambito, the offers shown, its redacted words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_demand"
down_revision: str | None = "20261128_sources"
branch_labels: None = None
depends_on: None = None

ADDED = ("ambito", "offers", "said")


def upgrade() -> None:
    """Add the columns, empty for the records there are."""
    for name in ADDED:
        op.add_column("need_record", sa.Column(name, sa.Text()))


def downgrade() -> None:
    """Drop them."""
    for name in reversed(ADDED):
        op.drop_column("need_record", name)
