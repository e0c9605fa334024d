# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How Alembic meets the database: on the connection of ``database.migrations``, which also commits.

Started from Alembic's own command line there is none: it is made here, for the configured database.
"""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from welfare_point.catalogue.database import create_engine, migrations
from welfare_point.catalogue.models import Base
from welfare_point.catalogue.models.derived import is_of_one_database
from welfare_point.catalogue.settings import Settings


def plain_type(kind: str, item: Any, _: object) -> str | Literal[False]:
    """Write our own column types as what they are in the database: a migration must outlive our classes."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, sa.types.TypeDecorator) else False


def run(connection: sa.Connection) -> None:
    """Run the migrations asked for, in the transaction that is open on ``connection``."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite can alter little: tables are rebuilt there
        render_item=plain_type,
        include_name=lambda name, kind, parents: not is_of_one_database(name),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with migrations(create_engine(Settings().database_url)) as config:
        run(config.attributes["connection"])
