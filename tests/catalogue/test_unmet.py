# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records of needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.demand.filters import Filters
from welfare_point.catalogue.demand.records import list_records
from welfare_point.catalogue.demand.tallies import tally, total
from welfare_point.catalogue.models import MunicipalityAmbito, NeedRecord
from welfare_point.catalogue.unmet import forget_words, purge_before, record_need

DAY = dt.date(2026, 3, 10)


def record(session: Session, **values: Any) -> NeedRecord:
    need = NeedRecord(
        **{"day": DAY, "topic": "minori--laboratori", "municipality": "016024", "cause": "age"} | values
    )
    record_need(session, need)
    return need


def unmet(session: Session, limit: int = 100, offset: int = 0, **filters: Any) -> list[NeedRecord]:
    return list_records(session, Filters(**filters, state="unmet"), limit=limit, offset=offset)


def test_a_need_comes_back_as_it_was(session: Session) -> None:
    record(
        session,
        audience="persona",
        age_band="6-10",
        work_constraint="turni",
        periods=("estate", "natale"),
        time_band="mattina",
        channel="web",
        offers_shown=2,
        outcome="rejected",
        offers=("a", "b"),
        said="troppo lontano",
    )
    session.commit()
    session.expunge_all()
    [need] = unmet(session)
    columns = [column.key for column in NeedRecord.__table__.columns if column.key != "id"]
    assert {column: getattr(need, column) for column in columns} == {
        "day": DAY,
        "topic": "minori--laboratori",
        "audience": "persona",
        "municipality": "016024",
        "ats": "325",
        "ambito": None,
        "cause": "age",
        "age_band": "6-10",
        "work_constraint": "turni",
        "periods": ("estate", "natale"),
        "time_band": "mattina",
        "channel": "web",
        "offers_shown": 2,
        "outcome": "rejected",
        "offers": ("a", "b"),
        "said": "troppo lontano",
    }  # fmt: skip


def test_the_ambito_follows_from_the_municipality(session: Session) -> None:
    session.add(MunicipalityAmbito(municipality="016024", ambito_id="bg-1", ambito_name="Bergamo"))
    assert record(session).ambito == "bg-1"
    assert record(session, municipality="015146").ambito is None


def test_words_older_than_the_retention_are_forgotten(session: Session) -> None:
    old = record(session, day=DAY - dt.timedelta(days=1), said="cerco un nido")
    new = record(session, said="cerco un nido")
    assert forget_words(session, DAY) == 1
    assert forget_words(session, DAY) == 0
    session.commit()
    session.expire_all()
    assert (old.said, new.said) == (None, "cerco un nido")


def test_a_need_that_was_not_understood_needs_no_topic(session: Session) -> None:
    record(session, topic=None, municipality=None, cause="not_understood")
    [need] = unmet(session)
    assert (need.topic, need.ats, need.periods, need.offers_shown) == (None, None, (), 0)


def test_needs_that_were_met_are_not_listed(session: Session) -> None:
    record(session, cause=None)
    assert unmet(session) == []
    assert total(tally(session, Filters()).values()).met == 1


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"a", "b", "c", "d"}),
        ({"ats": "325"}, {"a", "c", "d"}),
        ({"ats": None, "topic": None}, {"a", "b", "c", "d"}),
        ({"since": DAY}, {"a", "b", "d"}),
        ({"until": DAY}, {"a", "b", "c"}),
        ({"since": DAY, "until": DAY, "ats": "325"}, {"a"}),
        ({"topic": "anziani--centro-diurno"}, {"d"}),
        ({"cause": "cost"}, {"c"}),
        ({"ats": "328"}, set()),
    ],
)
def test_filters_hold_together(session: Session, filters: Any, expected: set[str]) -> None:
    record(session, outcome="a")
    record(session, outcome="b", municipality="015146")
    record(session, outcome="c", day=DAY - dt.timedelta(days=1), cause="cost")
    record(session, outcome="d", day=DAY + dt.timedelta(days=1), topic="anziani--centro-diurno")
    assert {need.outcome for need in unmet(session, **filters)} == expected
    assert total(tally(session, Filters(**filters)).values()).unmet == len(expected)


def test_pages_show_every_need_once_the_latest_days_first(session: Session) -> None:
    for n in range(7):
        record(session, day=DAY + dt.timedelta(days=n % 3))
    pages = [unmet(session, limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    needs = [need for page in pages for need in page]
    assert len({need.id for need in needs}) == 7
    assert [need.day for need in needs] == sorted((need.day for need in needs), reverse=True)


def test_old_records_are_deleted_met_or_not(session: Session) -> None:
    record(session, day=DAY - dt.timedelta(days=1))
    record(session, day=DAY - dt.timedelta(days=9), cause=None)
    record(session)
    assert purge_before(session, DAY) == 2
    assert purge_before(session, DAY) == 0
    assert session.scalars(sa.select(NeedRecord.day)).all() == [DAY]


def test_nothing_in_a_record_leads_to_a_person() -> None:
    """A new column must be thought over: no conversation, no hour, no name, no words but those that are forgotten."""
    assert set(NeedRecord.__table__.columns.keys()) == {
        "id", "day", "topic", "audience", "municipality", "ats", "cause",
        "age_band", "periods", "time_band", "work_constraint", "channel", "offers_shown", "outcome",
        "ambito", "offers", "said",
    }  # fmt: skip
    assert isinstance(NeedRecord.__table__.c.day.type, sa.Date)


def test_not_even_the_order_of_arrival_is_kept(session: Session, engine: sa.Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no hidden row numbers")
    for _ in range(20):
        record(session)
    with pytest.raises(sa.exc.OperationalError, match="rowid"):
        session.execute(sa.text("SELECT rowid FROM need_record"))
    stored = session.scalars(sa.text("SELECT id FROM need_record")).all()
    assert stored == sorted(stored)


def test_an_unknown_comune_is_a_mistake(session: Session) -> None:
    with pytest.raises(KeyError):
        record(session, municipality="001272")
