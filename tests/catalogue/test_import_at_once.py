# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two imports at once, or an import and a correction: one waits for the other, and nothing is half-written."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.database import migrate, session_factory
from welfare_point.catalogue.editing.records import By, confirm
from welfare_point.catalogue.exchange.csv_import import CellError, import_services
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import all_offers

Parse = Callable[..., tuple[list[Offer], list[CellError]]]
IDS = [f"s{number}" for number in range(20)]


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Run all in threads of their own; what they raised."""
    failed: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except sa.exc.SQLAlchemyError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_two_imports_at_once_leave_one_of_them_whole(empty_engine: sa.Engine, parse: Parse) -> None:
    migrate(empty_engine)
    sessions = session_factory(empty_engine)
    files = [parse(*({"service_id": i, "name": name} for i in IDS))[0] for name in ("Uno", "Due")]
    files[1].reverse()
    with sessions.begin() as session:
        import_services(session, [replace(offer, name="Prima") for offer in files[0]])

    def work(offers: list[Offer]) -> None:
        with sessions.begin() as session:
            import_services(session, offers)

    assert at_once(lambda: work(files[0]), lambda: work(files[1])) == []
    with Session(empty_engine) as session:
        found = all_offers(session)
    assert len(found) == len(IDS)
    assert {offer.name for offer in found} in ({"Uno"}, {"Due"})


def test_an_import_and_a_confirmation_at_once_wait_for_each_other(
    empty_engine: sa.Engine, parse: Parse
) -> None:
    migrate(empty_engine)
    sessions = session_factory(empty_engine)
    offers, _ = parse(*({"service_id": i} for i in IDS))
    with sessions.begin() as session:
        import_services(session, offers)

    def bring() -> None:
        with sessions.begin() as session:
            import_services(session, [replace(offer, name="Nuovo") for offer in offers])

    def assure() -> None:
        with sessions.begin() as session:
            confirm(session, IDS[::-1], By("editor:x", "Ufficio"), dt.date(2026, 11, 23))

    assert at_once(bring, assure) == []
    with Session(empty_engine) as session:
        assert {offer.name for offer in all_offers(session)} == {"Nuovo"}
