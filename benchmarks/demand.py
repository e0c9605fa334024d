# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long each page of the observatory takes on a year of needs, on both databases: ``make benchmark-demand``.

The year and the catalogue are invented (``synthetic_demand.py``, ``synthetic.py``). Whole pages are asked for as a
browser asks, by somebody of the region and by the WCM of the largest ATS. Beside stands the least that must be asked:
one plain ``GROUP BY`` by topic.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.app import create_app
from welfare_point.api.parts import build_parts
from welfare_point.catalogue.accounts import Role, create_account
from welfare_point.catalogue.collective.proposing import propose_needs
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.settings import Settings

from . import synthetic
from .catalogue import databases
from .measures import percentile
from .report import machine, render
from .synthetic import TODAY
from .synthetic_demand import NUMBER, SERVICES, records, write

RESULTS = Path(__file__).with_name("results-demand.md")
PASSWORD = "una-password-di-prova"
LARGEST = "321"
VISITORS: dict[str, tuple[Role, str | None]] = {"region": ("regional", None), "one ATS": ("manager", LARGEST)}
"""By what the table calls them: role and ATS."""
HOME = "/osservatorio"
PAGES = {
    "quadro": HOME,
    **{
        name: f"{HOME}/{name}"
        for name in (
            "luoghi",
            "fasce",
            "stagioni",
            "confronto",
            "copertura",
            "offerta",
            "indicatori",
            "bisogni",
            "base",
        )
    },
}
OF_THE_MANAGER = {"richieste": "/dashboard"}
"""Single records: the region has none."""
PLAIN = sa.text("SELECT topic, count(*) FROM need_record WHERE :ats = '' OR ats = :ats GROUP BY topic")


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of one page."""

    database: str
    scope: str
    view: str
    median: float
    worst: float


def fill(sessions: sessionmaker[Session], number: int) -> dict[str, float]:
    """Write all that the pages show; seconds of each step."""
    engine = sessions.kw["bind"]
    steps: dict[str, Callable[[Session], object]] = {
        "services": lambda session: import_services(
            session, [offer for rows in synthetic.services(SERVICES) for offer in rows]
        ),
        "records": lambda _: write(engine, records(number)),
        "proposals": lambda session: propose_needs(session, TODAY),
    }
    found = {}
    for name, step in steps.items():
        start = time.perf_counter()
        with sessions.begin() as session:
            step(session)
        found[name] = time.perf_counter() - start
    with sessions.begin() as session:
        for role, ats in VISITORS.values():
            create_account(session, role, PASSWORD, role, ats)
    return found


def enter(app: FastAPI, username: str) -> TestClient:
    """Somebody who has logged in."""
    client = TestClient(app)
    token = re.search(r'name="token" value="([^"]+)"', client.get("/dashboard").text)
    if token is None:
        raise ValueError("the page to log in has no token")
    client.post(
        "/dashboard/login", data={"username": username, "password": PASSWORD, "token": token[1]}
    ).raise_for_status()
    return client


def measure(
    app: FastAPI, sessions: sessionmaker[Session], times: int
) -> Iterator[tuple[str, str, float, float]]:
    """Scope, page, median and worst seconds."""
    for scope, (role, ats) in VISITORS.items():
        client = enter(app, role)
        for name, path in (PAGES | (OF_THE_MANAGER if ats else {})).items():
            yield scope, name, *_timed(partial(_draw, client, path), times)
        with sessions() as session:
            yield scope, "plain GROUP BY", *_timed(partial(session.execute, PLAIN, {"ats": ats or ""}), times)


def _draw(client: TestClient, path: str) -> None:
    client.get(path).raise_for_status()


def _timed(work: Callable[[], object], times: int) -> tuple[float, float]:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return percentile(seconds, 0.5), max(seconds)


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
            filled[name] = fill(session_factory(create_engine(url)), asked.records)
            parts = build_parts(Settings(home=Path(folder), database_url=url, WELFARE_POINT_TODAY=TODAY))
            found = measure(create_app(parts=parts), parts.sessions, asked.times)
            results += [Result(name, *one) for one in found]
            parts.sessions.kw["bind"].dispose()
    text = render(
        "results-demand.md.jinja",
        machine=before,
        records=f"{asked.records:,}",
        services=f"{SERVICES:,}",
        times=asked.times,
        filled=filled,
        results=results,
    )
    print(text)
    if not asked.print:
        RESULTS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
