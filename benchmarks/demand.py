# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long each view of demand takes on a year of needs, on both databases: ``make benchmark-demand``.

The year is invented (``synthetic_demand.py``). Views are measured as the page draws them, up to the blocks, for the
whole region and for one ATS. Beside stands the least that must be asked: one plain ``GROUP BY`` by topic.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

import welfare_point.api.app  # noqa: F401 -- the parts of api/ import one another: this is the door
from welfare_point.api.observatory.blocks import Links
from welfare_point.api.observatory.comparing import HALF_YEAR, compared
from welfare_point.api.observatory.views import VIEWS
from welfare_point.api.pages import CONTENT
from welfare_point.api.words import toned
from welfare_point.catalogue.baseline import own_matrix, own_report
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.demand.comparison import period_before
from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.records import list_records
from welfare_point.catalogue.demand.tallies import tally
from welfare_point.catalogue.models import NeedRecord

from .catalogue import databases
from .measures import percentile
from .report import machine, render
from .synthetic import TODAY
from .synthetic_demand import NUMBER, records, write

RESULTS = Path(__file__).with_name("results-demand.md")
SCOPES = {"region": Filters(), "one ATS": Filters(ats="321")}
"""The second is the largest."""
PLAIN = sa.text("SELECT topic, count(*) FROM need_record WHERE :ats = '' OR ats = :ats GROUP BY topic")


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of one view."""

    database: str
    scope: str
    view: str
    median: float
    worst: float


def drawings(filters: Filters) -> dict[str, Callable[[Session], object]]:
    """What is measured, by name."""
    said, links = toned(CONTENT, "tu")["observatory"], Links(filters, open=True)
    since = TODAY - HALF_YEAR
    before = period_before(since, TODAY)
    sides = filters.but(since=since, until=TODAY), filters.but(since=before[0], until=before[1])
    found: dict[str, Callable[[Session], object]] = {
        name or "quadro": partial(_draw, name, filters, links, said) for name in VIEWS
    }
    found["confronto"] = lambda session: compared(session, sides, links, said)
    found["base"] = lambda session: (own_report(session), own_matrix(session))
    found["records, first page"] = lambda session: (
        list_records(session, filters, limit=50),
        tally(session, filters, NeedRecord.topic, NeedRecord.cause),
    )
    found["plain GROUP BY"] = lambda session: session.execute(PLAIN, {"ats": filters.ats or ""}).all()
    return found


def _draw(name: str, filters: Filters, links: Links, said: dict[str, object], session: Session) -> object:
    return VIEWS[name](session, filters, links, said, None)


def measure(sessions: sessionmaker[Session], times: int) -> Iterator[tuple[str, str, float, float]]:
    """Scope, view, median and worst seconds; each has a session of its own, as each request has."""
    for scope, filters in SCOPES.items():
        for view, draw in drawings(filters).items():
            seconds = []
            for _ in range(times):
                with sessions() as session:
                    start = time.perf_counter()
                    draw(session)
                    seconds.append(time.perf_counter() - start)
            yield scope, view, percentile(seconds, 0.5), max(seconds)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="benchmarks.demand", description=__doc__)
    parser.add_argument("--records", type=int, default=NUMBER)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--print", action="store_true", help="write no file")
    asked = parser.parse_args()
    before, results, filled = machine(), [], {}
    with TemporaryDirectory(prefix="welfare-point-benchmark-") as folder, databases(Path(folder)) as urls:
        for name, url in urls:
            print(f"{name}, {asked.records} bisogni…", flush=True)
            migrate(url)
            engine = create_engine(url)
            start = time.perf_counter()
            write(engine, records(asked.records))
            filled[name] = time.perf_counter() - start
            found = measure(session_factory(engine), asked.times)
            results += [Result(name, *one) for one in found]
            engine.dispose()
    text = render(
        "results-demand.md.jinja",
        machine=before,
        records=f"{asked.records:,}",
        times=asked.times,
        filled=filled,
        results=results,
    )
    print(text)
    if not asked.print:
        RESULTS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
