# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the actions meet the catalogue: one place that opens the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from welfare_point.catalogue.database import create_engine, reading, session_factory
from welfare_point.catalogue.desks import Desk, desk_for
from welfare_point.catalogue.finding import find
from welfare_point.catalogue.matching import Findings
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.search import search
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.unmet import as_json, record_need, retract

from .case import Case
from .interview import Step, next_step
from .recording import need_record

SHOWN_OR_ASKED = 10
"""Offers of each list that are looked for: more than are shown, or decide what is asked (``interviews.yml``)."""


@cache
def _sessions() -> sessionmaker[Session]:
    return session_factory(create_engine(Settings().database_url))


@contextmanager
def _writing() -> Iterator[Session]:
    with _sessions().begin() as session:
        yield session


def find_for(case: Case) -> Findings:
    """What the catalogue has for the case's need."""
    with reading(_sessions()) as session:
        return find(session, case.need(Settings().today()), SHOWN_OR_ASKED)


def step_of(case: Case) -> Step:
    """The next step of the interview."""
    return next_step(case, lambda: find_for(case))


def offers_named(text: str, municipality: str | None) -> list[Offer]:
    """Offers that share words with ``text``, one a service, the best first."""
    with reading(_sessions()) as session:
        return search(session, text, municipality)


def people_of(municipality: str, audience: str | None) -> Desk | None:
    """Where people answer for a municipality."""
    with reading(_sessions()) as session:
        return desk_for(session, municipality, audience)


def withdraw(recorded: dict[str, Any]) -> None:
    """Take back what was kept of a need."""
    with _writing() as session:
        retract(session, recorded)


def record(
    case: Case, cause: str | None, channel: str, said: str | None, instead_of: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Keep the need of a case without the person, in place of what was kept of it before; what it says."""
    told = need_record(case, cause, channel, Settings().today(), said)
    says = as_json(told)
    if says != instead_of:
        with _writing() as session:
            if instead_of:
                retract(session, instead_of)
            record_need(session, told)
    return says
