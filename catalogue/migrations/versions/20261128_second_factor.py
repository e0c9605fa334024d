# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts may ask for a code beside the password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_second_factor"
down_revision: str | None = "20261128_demand"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the columns: nobody's account asks yet."""
    op.add_column("account", sa.Column("totp_secret", sa.Text()))
    op.add_column("account", sa.Column("totp_used", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("account", "totp_used")
    op.drop_column("account", "totp_secret")
