# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collective needs in the database: what people decide stays, is checked, is written down; services are noticed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.collective import deciding
from welfare_point.catalogue.collective.deciding import ChangedMeanwhileError, RefusedError
from welfare_point.catalogue.collective.proposing import Proposed, propose_needs
from welfare_point.catalogue.collective.repository import (
    changes_of,
    count_needs,
    cover,
    first_day,
    list_needs,
    records_of,
)
from welfare_point.catalogue.collective.telling import aggregate_json, change_json, need_json
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.models import CollectiveNeed, CollectiveNeedRecord, NeedRecord, ServiceFacts
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.unmet import purge_before, record_need

TODAY = dt.date(2026, 11, 23)
BERGAMO, CLUSONE, MILANO = "016024", "016077", "015146"
BEFORE_EIGHT = {"age_band": "3-5", "time_band": "prima delle 8", "periods": ("scuola",)}
AFTER_FOUR = {"age_band": "6-10", "time_band": "dopo le 16", "periods": ("scuola",)}
SERVICE = Offer(
    service_id="anticipo",
    organization_id="o1",
    organization_name="Cooperativa di prova",
    name="Scuola aperta presto",
    topics=("minori--pre-post-scuola",),
    audience="persona",
    service_areas=(BERGAMO,),
    minimum_age=3,
    maximum_age=5,
    calendar_scope=("scuola",),
    opens_at=dt.time(6, 30),
    closes_at=dt.time(8, 30),
)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELFARE_POINT_TODAY", TODAY.isoformat())


def ask(session: Session, count: int, **values: Any) -> list[str]:
    """Record unmet needs of the last weeks; their ids."""
    made = []
    for number in range(count):
        need = NeedRecord(
            **{
                "day": TODAY - dt.timedelta(days=1 + number % 40),
                "topic": "minori--pre-post-scuola",
                "municipality": BERGAMO,
                "cause": "no_service",
                "audience": "persona",
                "channel": "web",
            }
            | values
        )
        record_need(session, need)
        made.append(need.id)
    return made


def needs(session: Session) -> list[CollectiveNeed]:
    return [sized.need for sized in list_needs(session)]


def members(session: Session, need: CollectiveNeed) -> set[str]:
    return {record.id for record in records_of(session, need.id)}


@pytest.fixture
def two(session: Session) -> tuple[CollectiveNeed, CollectiveNeed]:
    """A need of twelve requests and one of eight."""
    ask(session, 12, **BEFORE_EIGHT)
    ask(session, 8, **AFTER_FOUR)
    ask(session, 3, municipality=CLUSONE)
    ask(session, 9, cause=None)
    assert propose_needs(session, TODAY) == Proposed(2, 0)
    first, second = needs(session)
    return first, second


Two = tuple[CollectiveNeed, CollectiveNeed]


def test_needs_are_proposed_with_their_records(session: Session, two: Two) -> None:
    assert [sized.size for sized in list_needs(session)] == [12, 8]
    assert two[0].label == "Pre-scuola prima delle 8 per bambini di 3-5 anni a Bergamo"
    assert [(c.what, c.who, c.after) for c in changes_of(session, two[0].id)] == [("proposed", "", "12")]


def test_proposing_again_changes_nothing_and_adds_what_is_new(session: Session, two: Two) -> None:
    assert propose_needs(session, TODAY) == Proposed(0, 0)
    before = members(session, two[0])
    more = ask(session, 2, **BEFORE_EIGHT)
    assert propose_needs(session, TODAY) == Proposed(0, 2)
    assert members(session, two[0]) == before | set(more)


def test_what_people_decided_survives_another_proposal(session: Session, two: Two) -> None:
    first, second = two
    some = sorted(members(session, first))[:6]
    part = deciding.split(session, first.id, some, label="Solo alcuni", by="anna", seen=1, today=TODAY)
    deciding.rename(session, second.id, "Un nome nostro", by="anna", seen=1)
    deciding.change_state(session, second.id, "closed", by="anna", seen=2, today=TODAY)
    was = {need.id: members(session, need) for need in (first, part, second)}
    new = ask(session, 1, **AFTER_FOUR)
    propose_needs(session, TODAY)
    now = {need.id: members(session, need) for need in needs(session)}
    assert now == was | {second.id: was[second.id] | set(new)}
    session.refresh(second)
    assert (second.label, second.state) == ("Un nome nostro", "closed")
    assert part.label == "Solo alcuni"


def test_merged_needs_are_one(session: Session, two: Two) -> None:
    first, second = two
    everything = members(session, first) | members(session, second)
    deciding.merge(session, first.id, second.id, by="anna", seen=1, other_seen=1, today=TODAY)
    assert needs(session) == [first]
    assert members(session, first) == everything
    assert second.merged_into == first.id
    assert changes_of(session, second.id)[0].what == "merged"
    ask(session, 1, **AFTER_FOUR)
    assert propose_needs(session, TODAY) == Proposed(0, 1)
    assert len(members(session, first)) == 21


@pytest.mark.parametrize("operation", ["rename", "change_state", "assign", "merge", "split"])
def test_nobody_decides_on_what_they_have_not_seen(session: Session, two: Two, operation: str) -> None:
    first, second = two
    more: dict[str, Any] = {
        "rename": {"label": "x"},
        "change_state": {"state": "studied", "today": TODAY},
        "assign": {"responsible": "x", "deadline": None, "notes": ""},
        "merge": {"other_id": second.id, "other_seen": 1, "today": TODAY},
        "split": {"records": sorted(members(session, first))[:2], "today": TODAY},
    }[operation]
    deciding.rename(session, first.id, "Altro", by="bea", seen=1)
    with pytest.raises(ChangedMeanwhileError):
        getattr(deciding, operation)(session, first.id, by="anna", seen=1, **more)
    assert count_needs(session) == 2
    session.refresh(first)
    assert (first.label, first.state, first.version) == ("Altro", "new", 2)


def test_each_decision_says_who_when_and_from_what_to_what(session: Session, two: Two) -> None:
    need = two[0]
    deciding.change_state(session, need.id, "studied", by="anna", seen=1, today=TODAY)
    deciding.assign(
        session, need.id, responsible="Ufficio", deadline=TODAY, notes="Da chiamare", by="bea", seen=2
    )
    session.flush()
    told = {
        (c["who"], c["what"]): (c["before"], c["after"])
        for c in map(change_json, changes_of(session, need.id))
    }
    assert told["anna", "state"] == ("Nuovo", "In esame")
    assert told["bea", "responsible"] == ("", "Ufficio")
    assert told["bea", "deadline"] == ("", "2026-11-23")
    assert told["bea", "notes"] == ("", "Da chiamare")
    assert all(change.at.tzinfo for change in changes_of(session, need.id))


def test_what_makes_no_sense_is_refused(session: Session, two: Two) -> None:
    first, _ = two
    everything = members(session, first)
    for reason, do in {
        "label": lambda: deciding.rename(session, first.id, "  ", by="a", seen=1),
        "state": lambda: deciding.change_state(session, first.id, "x", by="a", seen=1, today=TODAY),
        "itself": lambda: deciding.merge(
            session, first.id, first.id, by="a", seen=1, other_seen=1, today=TODAY
        ),
    }.items():
        with pytest.raises(RefusedError, match=rf"^{reason}$"):
            do()
    for reason, chosen in (("none", {"of-another"}), ("all", everything)):
        with pytest.raises(RefusedError, match=rf"^{reason}$"):
            deciding.split(session, first.id, chosen, by="a", seen=1, today=TODAY)
    session.refresh(first)
    assert first.version == 1
    with pytest.raises(KeyError):
        deciding.rename(session, "none", "x", by="a", seen=1)


def test_needs_of_two_ats_are_never_merged(session: Session, two: Two) -> None:
    ask(session, 6, municipality=MILANO)
    propose_needs(session, TODAY, "321")
    [other] = [need for need in needs(session) if need.ats == "321"]
    with pytest.raises(RefusedError, match=r"^ats$"):
        deciding.merge(session, two[0].id, other.id, by="a", seen=1, other_seen=1, today=TODAY)


def test_records_that_are_erased_leave_their_need(session: Session, two: Two) -> None:
    purge_before(session, TODAY - dt.timedelta(days=5))
    assert [sized.size for sized in list_needs(session)] == [5, 5]
    purge_before(session, TODAY)
    assert session.scalar(sa.select(sa.func.count()).select_from(CollectiveNeedRecord)) == 0
    assert propose_needs(session, TODAY) == Proposed(0, 0)


def publish(session: Session, *offers: Offer) -> None:
    import_services(session, offers)
    session.commit()


def test_a_new_service_says_which_requests_it_covers(session: Session, two: Two) -> None:
    assert two[0].covered == 0
    publish(session, SERVICE, replace(SERVICE, service_id="altrove", service_areas=(MILANO,)))
    assert cover(session, TODAY) == 2
    assert (two[0].covered, two[0].covering) == (12, ("anticipo",))
    assert two[1].covered == 0
    assert cover(session, TODAY) == 0
    sized = list_needs(session, covered=True)
    assert [s.need for s in sized] == [two[0]]
    told = need_json(sized[0], records_of(session, two[0].id), TODAY, first_day(session, "325"))
    assert told["coverage"]["detail"] == "1 servizio nuovo o cambiato copre 12 di queste 12 richieste"


def test_a_service_that_was_there_covers_nothing_until_it_changes(session: Session) -> None:
    publish(session, replace(SERVICE, maximum_age=4, minimum_age=None, closes_at=dt.time(7, 0)))
    session.execute(sa.update(ServiceFacts).values(since=TODAY - dt.timedelta(days=300)))
    ask(session, 6, **BEFORE_EIGHT)
    propose_needs(session, TODAY)
    [need] = needs(session)
    assert need.covered == 0
    publish(
        session, replace(SERVICE, maximum_age=4, minimum_age=None, closes_at=dt.time(7, 0), phone="035 1")
    )
    since = session.scalar(sa.select(ServiceFacts.since))
    assert since == TODAY - dt.timedelta(days=300)
    publish(session, SERVICE)
    cover(session, TODAY)
    assert need.covered == 6


def test_a_service_that_was_refused_covers_nobody_who_refused_it(session: Session) -> None:
    publish(session, SERVICE)
    ask(session, 5, day=TODAY, cause="rejected", offers=("anticipo",), **BEFORE_EIGHT)
    ask(session, 1, day=TODAY, cause="rejected", offers=("altro",), **BEFORE_EIGHT)
    propose_needs(session, TODAY)
    [need] = needs(session)
    assert need.covered == 1


def test_what_is_known_before_anything_was_noted_is_not_new(session: Session) -> None:
    publish(session, SERVICE)
    session.execute(sa.update(ServiceFacts).values(fingerprint="", since=None))
    publish(session, replace(SERVICE, name="Altro nome"))
    facts = session.scalars(sa.select(ServiceFacts).execution_options(populate_existing=True)).one()
    assert facts.since is None
    assert facts.fingerprint


def test_the_region_reads_no_small_number_and_no_place(session: Session, two: Two) -> None:
    old = records_of(session, two[1].id)[:4]
    for record in old:
        record.day = TODAY - dt.timedelta(days=700)
    session.flush()
    sized = list_needs(session, fewest=5)[1]
    told = aggregate_json(sized, records_of(session, two[1].id), TODAY, None)
    assert told["estimate"] is None
    assert not {"municipalities", "notes", "responsible", "coverage", "version"} & set(told)
