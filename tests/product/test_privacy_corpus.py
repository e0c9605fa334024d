# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of the messages of ``tests/privacy``, no datum that is recognised stays anywhere: on SQLite, and on PostgreSQL too.

``test_privacy.py`` looks for one person's data. Here a hundred messages of many voices are sent to a running copy; then
its files are read byte by byte (also what SQLite has not overwritten), its databases table by table, and its logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from tests.conftest import new_database
from tests.privacy import scoring
from welfare_point.api.privacy.redaction import redact
from welfare_point.catalogue.database import create_engine

from .conftest import Product, start, stop
from .talk import Talk
from .test_privacy import files, squeezed

NUMBER = 100
IN_A_TALK = 8
TELLING = 8
"""Characters without blanks, from which on a datum is found by itself: "Ines" stands in many words."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message and the data in it that redaction recognises."""

    text: str
    data: tuple[str, ...]


def told() -> list[Told]:
    """Messages with recognised data, the rarest kinds first, so that none is missing."""
    whole = scoring.messages() + scoring.messages("messages_second.yml")
    kinds = scoring.score(whole, lambda text: text).seen
    found = []
    for message in whole:
        missed = {datum for _, datum, _ in scoring.score([message], lambda text: redact(text).text).missed}
        data = tuple(d for _, d in message.personal if d not in missed and len(squeezed(d)) >= TELLING)
        if data:
            found.append((min(kinds[kind] for kind, _ in message.personal), Told(message.text, data)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])][:NUMBER]


def rows(product: Product) -> Iterator[tuple[str, str]]:
    """Every table of both databases as text."""
    home = product.home
    for setting, file in (("DATABASE_URL", "welfare-point.db"), ("TRACKER_URL", "conversations.db")):
        engine = create_engine(product.env.get(f"WELFARE_POINT_{setting}") or f"sqlite:///{home / file}")
        with engine.connect() as connection:
            for name in sa.inspect(engine).get_table_names():
                read = connection.execute(sa.text(f'SELECT * FROM "{name}"')).all()
                yield f"{setting}:{name}", "\n".join(str(value) for row in read for value in row)
        engine.dispose()


def everything(product: Product) -> dict[str, str]:
    """All that is kept, by place, without blanks and in lower case."""
    return {place: squeezed(text) for place, text in (*files(product), *rows(product))}


@contextmanager
def on_postgresql(folder: Path) -> Iterator[Product]:
    """A copy of its own, both stores on PostgreSQL."""
    with new_database("postgresql", folder) as ours, new_database("postgresql", folder) as rasas:
        urls = {
            f"WELFARE_POINT_{name}": engine.url.set(drivername="postgresql", query={}).render_as_string(False)
            for name, engine in (("DATABASE_URL", ours), ("TRACKER_URL", rasas))
        }
        running = start(folder / "home", **urls)
        yield running
        stop(running)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def copy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    if request.param == "sqlite":
        yield request.getfixturevalue("product")
        return
    with on_postgresql(tmp_path_factory.mktemp("postgresql")) as running:
        yield running


def test_no_recognised_datum_is_kept_anywhere(copy: Product) -> None:
    before, messages = everything(copy), told()
    with httpx.Client(base_url=copy.url, timeout=120) as http:
        for begin in range(0, len(messages), IN_A_TALK):
            talk = Talk(http)
            talk.say("cerco un doposcuola")
            talk.press("Sì, va bene")
            for one in messages[begin : begin + IN_A_TALK]:
                talk.say(one.text)
    after = everything(copy)
    assert any("doposcuola" in text for place, text in after.items() if place.endswith(":events")), (
        "it was kept"
    )
    data = {squeezed(datum) for one in messages for datum in one.data}
    known = {datum for datum in data if any(datum in text for text in before.values())}
    found = {datum: [place for place, text in after.items() if datum in text] for datum in data - known}
    assert {datum: places for datum, places in found.items() if places} == {}
    assert len(data - known) >= NUMBER
