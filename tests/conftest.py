# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests share: databases, and a browser.

Each test that takes ``session`` or an engine runs on SQLite and on PostgreSQL.

Imports stand inside the functions: the bot's tests run in another environment, without a database.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import sqlalchemy as sa
    from playwright.sync_api import Browser
    from sqlalchemy.orm import Session

POSTGRES_URL = os.environ.get(
    "WELFARE_POINT_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
PRODUCT = "tests/product/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the whole product begin: they take longest, and begun last would leave a process with them alone."""
    items.sort(key=lambda item: item.path.parent.name != "product")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where several processes share the tests, those of one file stay together, and those of the whole product.

    So nothing that they share is started twice. (xdist's own groups do nothing under pytest 9.2.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return PRODUCT if file.startswith(PRODUCT) else file

    return Together(config, log)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: Playwright's synchronous side can be opened only once in a process."""
    from playwright.sync_api import sync_playwright

    found = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


def chromium() -> str:
    """Where the browser is; without one the test is skipped."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no chromium on this machine: the pages are not tried")
    return found


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """Which of the two databases a test runs on."""
    return str(request.param)


@pytest.fixture
def empty_engine(kind_of_database: str, tmp_path: Path) -> Iterator[sa.Engine]:
    """An engine on a new database without tables."""
    with new_database(kind_of_database, tmp_path) as engine:
        yield engine


@pytest.fixture
def other_engine(kind_of_database: str, tmp_path: Path) -> Iterator[sa.Engine]:
    """An engine on another new database without tables, of the same kind: Rasa's, for example."""
    with new_database(kind_of_database, tmp_path, "other") as engine:
        yield engine


@pytest.fixture(scope="session")
def engine(kind_of_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """An engine on a database with all tables, shared: whoever commits through it cleans up."""
    from welfare_point.catalogue.database import migrate

    with new_database(kind_of_database, tmp_path_factory.mktemp("database")) as engine:
        migrate(engine)
        yield engine


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session on empty tables. It may commit: everything is undone after the test."""
    from sqlalchemy.orm import Session

    with engine.connect() as connection, connection.begin() as transaction:
        if engine.dialect.name == "sqlite":
            # The driver opens no transaction before a savepoint, whose release would then be a commit.
            connection.exec_driver_sql("BEGIN")
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        transaction.rollback()


@contextmanager
def new_database(kind: str, folder: Path, name: str = "test") -> Iterator[sa.Engine]:
    """A database that lives as long as it is used; without a PostgreSQL server the test is skipped."""
    import sqlalchemy as sa

    from welfare_point.catalogue.database import create_engine

    if kind == "sqlite":
        engine = create_engine(f"sqlite:///{folder / name}.db")
        yield engine
        engine.dispose()
        return
    server = create_engine(POSTGRES_URL).execution_options(isolation_level="AUTOCOMMIT")
    name = f"welfare_point_{name}_{uuid.uuid4().hex}"
    try:
        with server.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    except sa.exc.OperationalError as error:
        pytest.skip(f"no PostgreSQL answers at {server.url.render_as_string()}: {error.orig}")
    engine = create_engine(server.url.set(database=name))
    try:
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()
