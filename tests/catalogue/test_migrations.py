# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The migrations: up, down, up again; the same tables as the models; several processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from welfare_point.catalogue.database import create_engine, migrate, migrations, session_factory
from welfare_point.catalogue.models import Base, Organization
from welfare_point.catalogue.models.derived import is_of_one_database


def differences(engine: sa.Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        return compare_metadata(context, Base.metadata)


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    return not is_of_one_database(name)


def tables(engine: sa.Engine) -> set[str]:
    return {name for name in sa.inspect(engine).get_table_names() if not is_of_one_database(name)}


def test_migrations_make_what_the_models_say(empty_engine: sa.Engine) -> None:
    migrate(empty_engine)
    assert tables(empty_engine) == {*Base.metadata.tables, "alembic_version"}
    assert differences(empty_engine) == []


def made(engine: sa.Engine) -> set[tuple[str, str | None]]:
    """All columns and indexes with their tables."""
    inspector = sa.inspect(engine)
    return {
        (table, one["name"])
        for table in tables(engine)
        for one in (*inspector.get_columns(table), *inspector.get_indexes(table))
    }


def test_each_migration_goes_up_down_and_up_again(empty_engine: sa.Engine) -> None:
    with migrations(empty_engine) as config:
        revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    for revision in reversed(revisions):
        with migrations(empty_engine) as config:
            command.upgrade(config, revision)
        before = made(empty_engine)
        with migrations(empty_engine) as config:
            command.downgrade(config, "-1")
        assert before - made(empty_engine)  # indexes may come back that were replaced
        with migrations(empty_engine) as config:
            command.upgrade(config, revision)
        assert made(empty_engine) == before
    with migrations(empty_engine) as config:
        command.downgrade(config, "base")
    assert tables(empty_engine) == {"alembic_version"}
    migrate(empty_engine)
    assert differences(empty_engine) == []


def test_a_migrated_database_keeps_its_data(empty_engine: sa.Engine) -> None:
    migrate(empty_engine)
    with session_factory(empty_engine).begin() as session:
        session.add(Organization(id="o1", name="Cooperativa"))
    migrate(empty_engine)
    with session_factory(empty_engine)() as session:
        assert session.scalars(sa.select(Organization.name)).all() == ["Cooperativa"]


def test_a_migration_that_fails_leaves_nothing_behind(empty_engine: sa.Engine) -> None:
    def fail_half_way() -> None:
        with migrations(empty_engine) as config:
            command.upgrade(config, "head")
            raise RuntimeError("power failure")

    with pytest.raises(RuntimeError, match="power failure"):
        fail_half_way()
    assert tables(empty_engine) == set()


def test_processes_that_start_together_all_find_the_tables(empty_engine: sa.Engine, tmp_path: Path) -> None:
    url = empty_engine.url.render_as_string(hide_password=False)
    program = "import sys; from welfare_point.catalogue.database import migrate; migrate(sys.argv[1])"
    import_path = os.pathsep.join(path for path in sys.path if path)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, url],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": import_path, "PYTHONSAFEPATH": "1"},
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    outcomes = [(process.communicate()[1], process.returncode) for process in started]
    assert [code for _, code in outcomes] == [0, 0, 0], outcomes
    assert differences(empty_engine) == []


def test_sqlite_checks_references_and_writes_beside_readers(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'new folder' / 'test.db'}")
    migrate(engine)
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 30000}
    engine.dispose()


def test_what_was_read_first_can_be_written_after_others_wrote(engine: sa.Engine) -> None:
    """In SQLite a transaction that began by reading could not write once another had written."""
    new_session = session_factory(engine)
    with new_session() as first, new_session() as second:
        assert first.scalar(sa.select(sa.func.count()).select_from(Organization)) == 0
        second.add(Organization(id="o2", name="Seconda"))
        second.commit()
        first.add(Organization(id="o1", name="Prima"))
        first.commit()
        assert count(first) == 2
        first.execute(sa.delete(Organization))
        first.commit()


def count(session: Session) -> int | None:
    return session.scalar(sa.select(sa.func.count()).select_from(Organization))
