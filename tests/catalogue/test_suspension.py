# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suspensions: who rests is not found, and comes back by itself."""

import datetime as dt
from collections.abc import Iterable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.finding import find
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.models import Metadata, Service
from welfare_point.catalogue.need import Need
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.suspension import Suspension, suspend, suspensions

TOPIC = "minori--laboratori"
AUGUST = Suspension(dt.date(2026, 8, 1), dt.date(2026, 8, 31))
LIMITS = (5, None)


def _offer(service_id: str = "s", name: str = "Laboratorio") -> Offer:
    return Offer(
        service_id=service_id,
        organization_id="o",
        organization_name="Ente",
        name=name,
        topics=(TOPIC,),
        audience="persona",
        service_areas=("016024",),
    )


def _need(as_of: str, first: str | None = None, last: str | None = None) -> Need:
    asked = [None if day is None else dt.date.fromisoformat(day) for day in (first, last)]
    return Need(
        topic=TOPIC,
        audience="persona",
        municipality="016024",
        as_of=dt.date.fromisoformat(as_of),
        date_from=asked[0],
        date_to=asked[1],
    )


def _suspend(session: Session, suspension: Suspension | None, ids: Iterable[str] = ("s",)) -> int:
    changed = suspend(session, list(ids), suspension, updated_by="ada")
    session.commit()
    return changed


@pytest.fixture(name="kept")
def _kept(session: Session) -> Session:
    import_services(session, [_offer()])
    session.commit()
    return session


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize(
    ("as_of", "first", "last", "unmet"),
    [
        ("2026-07-31", None, None, None),
        ("2026-08-01", None, None, "no_service"),
        ("2026-08-31", None, None, "no_service"),
        ("2026-09-01", None, None, None),  # it comes back by itself
        ("2026-07-01", "2026-08-10", "2026-08-14", "no_service"),
        ("2026-07-01", "2026-07-27", "2026-08-01", "no_service"),
        ("2026-07-01", "2026-07-27", "2026-07-31", None),
        ("2026-07-01", "2026-09-01", None, None),
        ("2026-07-01", None, "2026-08-31", "no_service"),
        ("2026-08-20", "2026-09-07", "2026-09-11", "no_service"),
    ],
)
def test_who_rests_is_not_there(
    kept: Session, limit: int | None, as_of: str, first: str | None, last: str | None, unmet: str | None
) -> None:
    _suspend(kept, AUGUST)
    found = find(kept, _need(as_of, first, last), limit)
    assert found.unmet == unmet
    assert [match.offer for match in found.matches] == ([] if unmet else [_offer()])


@pytest.mark.parametrize("limit", LIMITS)
def test_without_a_last_day_it_rests_until_somebody_says_otherwise(kept: Session, limit: int | None) -> None:
    _suspend(kept, Suspension(dt.date(2026, 8, 1)))
    assert find(kept, _need("2036-08-01"), limit).unmet == "no_service"
    _suspend(kept, None)
    assert find(kept, _need("2036-08-01"), limit).unmet is None


def test_an_import_of_the_same_service_leaves_the_suspension(kept: Session) -> None:
    _suspend(kept, AUGUST)
    assert import_services(kept, [_offer()]).unchanged == 1
    assert import_services(kept, [_offer(name="Laboratorio di teatro")]).changed == 1
    assert suspensions(kept, ["s"]) == {"s": AUGUST}


def test_what_was_before_is_written_down(kept: Session) -> None:
    _suspend(kept, AUGUST)
    _suspend(kept, Suspension(dt.date(2026, 8, 1), dt.date(2026, 9, 6)))
    written = kept.execute(
        sa.select(
            Metadata.field_name, Metadata.previous_value, Metadata.replacement_value, Metadata.updated_by
        )
        .where(Metadata.field_name.startswith("suspended"), Metadata.service_id == "s")
        .order_by(Metadata.last_action_date, Metadata.field_name)
    ).all()
    assert [tuple(row) for row in written] == [
        ("suspended_from", "", "2026-08-01", "ada"),
        ("suspended_to", "", "2026-08-31", "ada"),
        ("suspended_to", "2026-08-31", "2026-09-06", "ada"),
    ]


def test_only_what_changes_is_counted_and_modified(session: Session) -> None:
    import_services(session, [_offer("a"), _offer("b")], now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert _suspend(session, AUGUST, ["a"]) == 1
    before = dict(session.execute(sa.select(Service.id, Service.last_modified)).all())
    assert before["a"] > before["b"]
    assert _suspend(session, AUGUST, ["a", "b", "nobody"]) == 1
    after = dict(session.execute(sa.select(Service.id, Service.last_modified)).all())
    assert after["a"] == before["a"] and after["b"] > before["b"]


def test_a_suspension_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Suspension(dt.date(2026, 8, 31), dt.date(2026, 8, 1))
