# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How finding and searching grow with the catalogue, on both databases: ``make benchmark-catalogue``.

Catalogues are invented (``synthetic.py``). Each is imported into a new database, and measured in a process of its
own, so that its memory is known. Beside each stands what the database alone takes for the least that must be asked.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.bot.understanding.reader import Reader
from welfare_point.catalogue.database import create_engine, migrate, reading, session_factory
from welfare_point.catalogue.exchange.ambiti import import_ambiti
from welfare_point.catalogue.finding import find
from welfare_point.catalogue.hsds import term_id
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.need import Need
from welfare_point.catalogue.offers import areas_of
from welfare_point.catalogue.search import search
from welfare_point.catalogue.settings import Settings

from . import synthetic
from .measures import percentile, resident
from .relevance import LATER_QUERIES, QUERIES
from .relevance import figures as relevance_figures
from .report import machine, render

RESULTS = Path(__file__).with_name("results-catalogue.md")
SIZES = (1_000, 10_000, 100_000)
WARM_UP = 30
POSTGRES_URL = os.environ.get(
    "WELFARE_POINT_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)

# The least a program must ask: services on the topic that cover the place; services that have a word.
PLAIN_FIND = sa.text(
    "SELECT DISTINCT service.id, service.name FROM attribute JOIN service ON service.id = attribute.link_id "
    "JOIN service_at_location AS place ON place.service_id = service.id "
    "JOIN service_area ON service_area.service_at_location_id = place.id "
    "WHERE attribute.taxonomy_term_id = :term AND service.status = 'active' AND service_area.code IN :areas "
    "ORDER BY service.id LIMIT 5"
).bindparams(sa.bindparam("areas", expanding=True))
PLAIN_SEARCH = sa.text("SELECT id, name FROM service WHERE lower(name) LIKE :pattern ORDER BY id LIMIT 3")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One catalogue on one database; memory of the process in MiB, before the first and after the last."""

    find: Times
    plain_find: Times
    search: Times
    plain_search: Times
    memory_before: float
    memory_after: float


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, and how long the import took in seconds."""

    database: str
    services: int
    import_seconds: float
    measured: Measured


def timed(calls: Iterable[Callable[[], object]]) -> Times:
    """Each call once; the first :data:`WARM_UP` are not counted."""
    seconds = []
    for call in calls:
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    counted = seconds[WARM_UP:]
    return Times(1000 * percentile(counted, 0.5), 1000 * percentile(counted, 0.95))


def measure(url: str, times: int) -> Measured:
    """Find and search ``times`` times. Each need has a session of its own, as each request has."""
    sessions = session_factory(create_engine(url))
    needs = list(synthetic.needs(times + WARM_UP))
    searches = list(synthetic.searches(times + WARM_UP))
    hears = Reader(Settings().understanding).likely
    with sessions() as session:
        areas = [areas_of(session, need.municipality) for need in needs]

    def within(work: Callable[..., object], *given: object) -> object:
        with reading(sessions) as session:
            return work(session, *given)

    before = resident(os.getpid()) / 2**20
    found = timed(partial(within, find, need, 5) for need in needs)
    plain = timed(partial(within, _plain_find, *asked) for asked in zip(needs, areas, strict=True))
    searched = timed(partial(within, _search, hears, *asked) for asked in searches)
    like = timed(partial(within, _plain_search, text) for text, _ in searches)
    return Measured(found, plain, searched, like, before, resident(os.getpid()) / 2**20)


def measured(found: dict[str, Any]) -> Measured:
    """What :func:`measure` told, from JSON."""
    times = {name: Times(**found[name]) for name in ("find", "plain_find", "search", "plain_search")}
    return Measured(**times, memory_before=found["memory_before"], memory_after=found["memory_after"])


def _plain_find(session: Session, need: Need, areas: frozenset[str]) -> Sequence[object]:
    return session.execute(PLAIN_FIND, {"term": term_id(need.topic), "areas": list(areas)}).all()


def _search(
    session: Session, hears: Callable[[str], Mapping[str, float]], text: str, municipality: str | None
) -> Sequence[object]:
    return search(session, text, municipality, heard=hears(text))


def _plain_search(session: Session, text: str) -> Sequence[object]:
    word = max(text.lower().split(), key=len)
    return session.execute(PLAIN_SEARCH, {"pattern": f"%{word}%"}).all()


def fill(url: str, services: int) -> float:
    """Make the tables and import a catalogue; the seconds of the import alone."""
    migrate(url)
    offers = [offer for rows in synthetic.services(services) for offer in rows]
    engine = create_engine(url)
    with session_factory(engine).begin() as session:
        import_ambiti(session, synthetic.region().memberships())
    start = time.perf_counter()
    with session_factory(engine).begin() as session:
        import_services(session, offers)
    engine.dispose()
    return time.perf_counter() - start


@contextmanager
def databases(folder: Path) -> Iterator[list[tuple[str, str]]]:
    """A new SQLite and, where a server answers, a new PostgreSQL: name and address of each."""
    name = f"welfare_point_benchmark_{uuid.uuid4().hex}"
    server = create_engine(POSTGRES_URL).execution_options(isolation_level="AUTOCOMMIT")
    found = [("SQLite", f"sqlite:///{folder / name}.db")]
    try:
        with server.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    except sa.exc.OperationalError:
        yield found
        return
    url = server.url.set(database=name).render_as_string(hide_password=False)
    try:
        yield [*found, ("PostgreSQL", url)]
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def run(sizes: Sequence[int], times: int) -> list[Result]:
    """All sizes on all databases."""
    results = []
    for size in sizes:
        with TemporaryDirectory(prefix="welfare-point-benchmark-") as folder, databases(Path(folder)) as urls:
            for name, url in urls:
                print(f"{name}, {size} servizi…", flush=True)
                seconds = fill(url, size)
                command = [sys.executable, "-P", "-m", "benchmarks.catalogue", "--measure", url]
                told = subprocess.run(
                    [*command, "--times", str(times)], check=True, stdout=subprocess.PIPE, text=True
                )
                results.append(Result(name, size, seconds, measured(json.loads(told.stdout))))
    return results


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="benchmarks.catalogue", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--times", type=int, default=300, help="needs, and searches, at each size")
    parser.add_argument("--measure", metavar="URL", help="one database that is there: figures as JSON")
    parser.add_argument("--print", action="store_true", help="write no file")
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(asdict(measure(asked.measure, asked.times))))
        return
    before = machine()
    text = render(
        "results-catalogue.md.jinja",
        machine=before,
        times=asked.times,
        results=run(asked.sizes, asked.times),
        relevance={file.name: relevance_figures(file) for file in (QUERIES, LATER_QUERIES)},
    )
    print(text)
    if not asked.print:
        RESULTS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
