# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is derived from the catalogue to find services quickly, and the triggers that note what changed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_search"
down_revision: str | None = "20261128_editor"
branch_labels: None = None
depends_on: None = None

logger = logging.getLogger(__name__)

OF_A_ROW = "SELECT service_id FROM service_at_location WHERE {column} = {row}.{key}"
PARTS = ("service_area", "schedule", "cost_option", "phone", "contact", "service_capacity")

CHANGED = {
    "service": "SELECT {row}.id",
    "organization": "SELECT id FROM service WHERE organization_id = {row}.id",
    "attribute": "SELECT {row}.link_id WHERE {row}.link_entity = 'service'",
    "service_at_location": "SELECT {row}.service_id",
    "location": OF_A_ROW.replace("{column}", "location_id").replace("{key}", "id"),
    "address": OF_A_ROW.replace("{column}", "location_id").replace("{key}", "location_id"),
} | dict.fromkeys(PARTS, OF_A_ROW.replace("{column}", "id").replace("{key}", "service_at_location_id"))
"""Which services a changed record of a table belongs to. What is deleted with its service at a location finds
none: the service at a location says it."""

ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def upgrade() -> None:
    """Make the tables and the triggers; services that are there already are noted as changed."""
    op.create_table("changed_service", sa.Column("service_id", sa.Text(), primary_key=True))
    candidates()
    documents()
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in (*POSTGRESQL, *postgresql_triggers()) if postgresql else (*SQLITE, *sqlite_triggers()):
        op.execute(statement)
    if postgresql:
        allow_slips_of_the_finger()
    op.execute("INSERT INTO changed_service SELECT id FROM service")


def downgrade() -> None:
    """Drop them."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in CHANGED:
        if postgresql:
            op.execute(f"DROP TRIGGER note_changed_{table} ON {table}")
            op.execute(f"DROP FUNCTION note_changed_{table}")
        else:
            for action in ROWS:
                op.execute(f"DROP TRIGGER note_{action.lower()}_{table}")
    if not postgresql:
        for table in ("search_index_words", "search_index", "word_index"):
            op.execute(f"DROP TABLE {table}")
    op.drop_table("search_word")
    op.drop_table("search_document")
    op.drop_table("candidate")
    op.drop_table("changed_service")


def candidates() -> None:
    """The table of candidates."""
    by_python = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

    def number(name: str, kind: Any = sa.Integer, nullable: bool = True) -> sa.Column[Any]:
        return sa.Column(name, kind(), nullable=nullable)

    op.create_table(
        "candidate",
        sa.Column("topic", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("row_id", sa.Text(), primary_key=True),
        sa.Column("service_id", by_python, nullable=False, index=True),
        sa.Column("audience", sa.Text(), nullable=False),
        number("minimum_age", sa.Double),
        number("age_below", sa.Double),
        number("adherents_only", nullable=False),
        number("isee_maximum", sa.Double),
        number("disability_required", nullable=False),
        number("company_size_maximum"),
        sa.Column("sectors", sa.Text()),
        *(number(name) for name in ("valid_from", "valid_to", "covers", "byday", "opening", "closing")),
        *(number(name, sa.Double) for name in ("opens", "closes")),
        *(number(name) for name in ("capacity_available", "capacity_updated")),
        sa.Column("cost", sa.Text()),
        number("assured"),
        *(number(name, sa.Double) for name in ("x", "y", "z")),
        sa.Index(None, "key", "service_id"),
        sqlite_with_rowid=False,
    )


def documents() -> None:
    """The words of each service, and all words there are."""
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in WORDS),
        sa.Column("valid_to", sa.Integer()),
        sa.Column("completeness", sa.Double(), nullable=False),
        sa.UniqueConstraint("service_id"),
    )
    op.create_table(
        "search_word",
        sa.Column("word", sa.Text(), primary_key=True),
        sa.Column("stem", sa.Text(), nullable=False, index=True),
        sa.Column("padded", sa.Text(), nullable=False),
    )


WORDS = ("name", "topics", "about", "place")
VALUES = ", ".join(f"{{row}}.{name}" for name in WORDS)
NAMES = ", ".join(WORDS)
NEW_DOCUMENT = f"INSERT INTO search_index (rowid, {NAMES}) VALUES (NEW.id, {VALUES.format(row='NEW')});"
OLD_DOCUMENT = (
    f"INSERT INTO search_index (search_index, rowid, {NAMES}) "
    f"VALUES ('delete', OLD.id, {VALUES.format(row='OLD')});"
)
SQLITE = (
    # The words stand in the table; the index keeps where they are, as the manual of FTS5 shows.
    f"CREATE VIRTUAL TABLE search_index USING fts5({NAMES}, content='search_document', content_rowid='id')",
    f"CREATE TRIGGER search_index_insert AFTER INSERT ON search_document BEGIN {NEW_DOCUMENT} END",
    f"CREATE TRIGGER search_index_delete AFTER DELETE ON search_document BEGIN {OLD_DOCUMENT} END",
    f"CREATE TRIGGER search_index_update AFTER UPDATE ON search_document BEGIN {OLD_DOCUMENT} {NEW_DOCUMENT} END",
    "CREATE VIRTUAL TABLE search_index_words USING fts5vocab('search_index', 'row')",
    "CREATE VIRTUAL TABLE word_index USING fts5(padded, content='search_word', tokenize='trigram')",
    "CREATE TRIGGER word_index_insert AFTER INSERT ON search_word BEGIN "
    "INSERT INTO word_index (rowid, padded) VALUES (NEW.rowid, NEW.padded); END",
)
POSTGRESQL = (
    "ALTER TABLE search_document ADD COLUMN tokens tsvector NOT NULL GENERATED ALWAYS AS ("
    + " || ".join(
        f"setweight(to_tsvector('simple'::regconfig, {name}), '{weight}')"
        for name, weight in zip(WORDS, "ABCC", strict=True)
    )
    + ") STORED",
    "CREATE INDEX search_index_tokens ON search_document USING gin (tokens)",
)


def allow_slips_of_the_finger() -> None:
    """Similar words are found by an extension that comes with PostgreSQL; who may not make it does without."""
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError as error:
        logger.warning(
            "The search will mend fewer slips of the finger: the extension pg_trgm cannot be made (%s). "
            "An administrator of the database may run: CREATE EXTENSION pg_trgm; "
            "CREATE INDEX word_index ON search_word USING gin (word gin_trgm_ops)",
            str(error.orig).strip(),
        )
        return
    op.execute("CREATE INDEX word_index ON search_word USING gin (word gin_trgm_ops)")


def postgresql_triggers() -> Iterator[str]:
    """A function and a trigger for each table."""
    for table in CHANGED:
        rows = {row: CHANGED[table].format(row=row) for row in ("OLD", "NEW")}
        note = "INSERT INTO changed_service {} ON CONFLICT DO NOTHING;"
        yield (
            f"CREATE FUNCTION note_changed_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' THEN {note.format(rows['OLD'])} END IF; "
            f"IF TG_OP <> 'DELETE' THEN {note.format(rows['NEW'])} END IF; "
            "RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER note_changed_{table} AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION note_changed_{table}()"
        )


def sqlite_triggers() -> Iterator[str]:
    """A trigger for each table and action. OR IGNORE would give way to the conflict rule of the statement
    outside, so what is noted already is left out."""
    for table in CHANGED:
        for action, rows in ROWS.items():
            notes = (
                f"INSERT INTO changed_service SELECT service_id FROM (WITH found(service_id) AS "
                f"({CHANGED[table].format(row=row)}) SELECT DISTINCT service_id FROM found) "
                "WHERE service_id NOT IN (SELECT service_id FROM changed_service);"
                for row in rows
            )
            yield (
                f"CREATE TRIGGER note_{action.lower()}_{table} AFTER {action} ON {table} "
                f"BEGIN {' '.join(notes)} END"
            )
