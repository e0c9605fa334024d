# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Correcting single records: limits, the rules of the import, simultaneous changes, undoing, links."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.database import migrate, session_factory
from welfare_point.catalogue.editing.cells import FieldError, cells_of, parsed
from welfare_point.catalogue.editing.history import NothingToUndoError, events_of, undo
from welfare_point.catalogue.editing.links import (
    links_within,
    make_link,
    revoke,
    token_of,
    valid_link,
)
from welfare_point.catalogue.editing.listing import Wanted, listed
from welfare_point.catalogue.editing.records import (
    By,
    ChangedMeanwhileError,
    confirm,
    save,
    version_of,
)
from welfare_point.catalogue.editing.scope import Scope, areas_within, holds, organizations_within
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.models import Metadata, MunicipalityAmbito
from welfare_point.catalogue.offers import all_offers, offers_of

from .conftest import GOOD_ROW

Load = Callable[..., Any]

TODAY = dt.date(2026, 11, 23)
ANNA = By("editor:anna", "Ufficio di prova")
BERGAMO, MILANO = "016024", "015146"
SECRET = "una-chiave-di-prova"


def version(session: Session, service_id: str = "s1") -> str:
    found = version_of(session, service_id)
    assert found is not None
    return found


def correct(session: Session, *rows: dict[str, str], service_id: str = "s1") -> None:
    """Save the rows of a service that are there, each with other cells; more rows repeat the last."""
    kept = [cells_of(offer) for offer in offers_of(session, service_id)]
    new = [(kept[n] if n < len(kept) else kept[-1]) | row for n, row in enumerate(rows)]
    offers, errors = parsed(new)
    assert errors == []
    assert save(session, offers, ANNA, version=version(session, service_id))


# --- limits


@pytest.mark.parametrize(
    ("cells", "inside"),
    [
        ({"service_areas": BERGAMO}, True),
        ({"service_areas": "prov:BG"}, True),
        ({"service_areas": "ats:325"}, True),
        ({"service_areas": f"{MILANO};{BERGAMO}"}, True),
        ({"service_areas": "regione:03"}, False),
        ({"service_areas": "regione:03", "municipality": "Bergamo"}, True),
        ({"service_areas": MILANO}, False),
        ({"service_areas": "prov:MI", "municipality": "Milano"}, False),
        ({"service_areas": "ambito:dentro"}, True),
        ({"service_areas": "ambito:a-cavallo"}, False),
    ],
)
def test_an_editor_of_an_ats_corrects_what_lies_in_it(
    session: Session, load: Load, cells: dict[str, str], inside: bool
) -> None:
    session.add_all(
        [
            MunicipalityAmbito(municipality=BERGAMO, ambito_id="dentro", ambito_name="Dentro"),
            MunicipalityAmbito(municipality="016004", ambito_id="a-cavallo", ambito_name="A cavallo"),
            MunicipalityAmbito(municipality=MILANO, ambito_id="a-cavallo", ambito_name="A cavallo"),
        ]
    )
    session.flush()
    load(cells, ambiti=("dentro", "a-cavallo"))
    scope = Scope(ats="325")
    assert holds(session, scope, all_offers(session)) is inside
    page = listed(session, scope, Wanted(), TODAY, 1, 10)
    assert page.total == int(inside), "the list and the single record must agree"
    assert [o.id for o in organizations_within(session, scope)] == (["o1"] if inside else [])


def test_a_province_that_two_ats_share_lies_in_neither(session: Session) -> None:
    assert "prov:BG" in areas_within(session, "325")
    assert not {"prov:CO", "prov:SO"} & areas_within(session, "322")


def test_an_editor_of_an_organization_corrects_its_services_only(session: Session, load: Load) -> None:
    load({}, {"service_id": "s2", "organization_id": "o2", "organization_name": "Altra"})
    scope = Scope(organization="o2")
    page = listed(session, scope, Wanted(), TODAY, 1, 10)
    assert [rows[0].service_id for rows in page.items] == ["s2"]
    assert not holds(session, scope, offers_of(session, "s1"))
    assert holds(session, Scope(), offers_of(session, "s1"))


def test_what_was_verified_longest_ago_comes_first(session: Session, load: Load) -> None:
    load(
        {"service_id": "ieri", "assured_date": "2026-11-22"},
        {"service_id": "mai"},
        {"service_id": "un-anno", "assured_date": "2025-11-23"},
        {"service_id": "di-piu", "assured_date": "2025-11-22"},
    )
    page = listed(session, Scope(), Wanted(), TODAY, 1, 3)
    assert [rows[0].service_id for rows in page.items] == ["mai", "di-piu", "un-anno"]
    assert page.total == 4
    stale = listed(session, Scope(), Wanted(stale=True), TODAY, 1, 9)
    assert [rows[0].service_id for rows in stale.items] == ["mai", "di-piu"]


# --- the rules of the import


def test_errors_know_their_row_also_after_cells_of_several_lines() -> None:
    rows = [
        GOOD_ROW | {"description": 'Una riga\r\n"due" righe\rtre', "minimum_age": "sei"},
        GOOD_ROW | {"description": 'Una riga\r\n"due" righe\rtre', "minimum_age": "sei", "cost": "poco"},
        GOOD_ROW | {"name": "\0", "service_areas": ""},
    ]
    offers, errors = parsed(rows)
    assert offers == []
    found = {(error.row, error.field) for error in errors}
    assert {(0, "minimum_age"), (1, "minimum_age"), (1, "cost"), (2, "name"), (2, "service_areas")} <= found
    assert all(isinstance(error, FieldError) and error.expected for error in errors)


# --- simultaneous changes


def test_the_second_of_two_who_saw_the_same_version_is_told(session: Session, load: Load) -> None:
    load({})
    seen = version(session)
    correct(session, {"name": "Primo"})
    offers, _ = parsed([GOOD_ROW | {"name": "Secondo"}])
    with pytest.raises(ChangedMeanwhileError):
        save(session, offers, ANNA, version=seen)
    assert offers_of(session, "s1")[0].name == "Primo"


def test_a_new_service_never_replaces_one_that_is_there(session: Session, load: Load) -> None:
    load({})
    offers, _ = parsed([GOOD_ROW | {"name": "Nuovo"}])
    with pytest.raises(ChangedMeanwhileError):
        save(session, offers, ANNA, version=None)


def test_saving_what_is_there_already_changes_nothing(session: Session, load: Load) -> None:
    load({})
    seen = version(session)
    assert not save(session, offers_of(session, "s1"), ANNA, version=seen)
    assert version(session) == seen


def test_of_two_at_the_same_instant_one_is_kept_and_one_is_told(empty_engine: sa.Engine) -> None:
    migrate(empty_engine)
    new_session = session_factory(empty_engine)
    first, _ = parsed([GOOD_ROW])
    with new_session.begin() as session:
        import_services(session, first)
    with new_session() as session:
        seen = version(session)
    start, outcomes = threading.Barrier(2), []

    def work(name: str) -> None:
        offers, _ = parsed([GOOD_ROW | {"name": name}])
        start.wait()
        try:
            with new_session.begin() as session:
                save(session, offers, ANNA, version=seen)
            outcomes.append(name)
        except ChangedMeanwhileError:
            outcomes.append("told")

    threads = [threading.Thread(target=work, args=(name,)) for name in ("Uno", "Due")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[1] == "told"
    with new_session() as session:
        assert offers_of(session, "s1")[0].name == sorted(outcomes)[0]


def test_confirming_keeps_everything_else_and_is_written_down(session: Session, load: Load) -> None:
    load({"phone": "035 555 0100"}, {"address": "Via B"}, {"service_id": "s2"}, {"service_id": "s3"})
    assert confirm(session, ["s1", "s2", "nessuno"], ANNA, TODAY) == 2
    first, second = offers_of(session, "s1")
    assert (first.assured_date, first.assured_by, first.phone) == (TODAY, "Ufficio di prova", "035 555 0100")
    assert second.assured_date == TODAY
    assert offers_of(session, "s3")[0].assured_date is None
    event = events_of(session, "s1")[0]
    assert (event.updated_by, [change.field_name for change in event.changes]) == (
        "editor:anna",
        ["assured_by", "assured_date"],
    )


# --- undoing

CORRECTIONS: dict[str, tuple[dict[str, str], ...]] = {
    "of the service": ({"name": "Altro", "topics": "minori--laboratori", "residents_only": ""},) * 2,
    "of a row": ({"phone": "02 555 0101", "byday": "MO"}, {}),
    "of the place of a row": ({}, {"address": "Via C", "municipality": "Milano"}),
    "a row more": ({}, {}, {"address": "Via D"}),
    "a row less": ({},),
    "rows in another order": ({"address": "Via B"}, {"address": "Via A"}),
    "of the organization": ({"organization_id": "o2", "organization_name": "Altra"},) * 2,
}


@pytest.mark.parametrize("rows", CORRECTIONS.values(), ids=CORRECTIONS.keys())
def test_the_last_change_is_undone_and_the_undoing_too(
    session: Session, load: Load, rows: tuple[dict[str, str], ...]
) -> None:
    load(
        {"address": "Via A", "phone": "035 555 0100", "residents_only": "true"},
        {"address": "Via B", "cost": "isee", "residents_only": "true"},
        {"service_id": "s2", "organization_id": "o2", "organization_name": "Altra"},
    )
    before = offers_of(session, "s1")
    correct(session, *rows)
    after = offers_of(session, "s1")
    assert after != before
    assert undo(session, "s1", ANNA, (), version=version(session)) == []
    assert offers_of(session, "s1") == before
    assert undo(session, "s1", ANNA, (), version=version(session)) == []
    assert offers_of(session, "s1") == after
    assert len(events_of(session, "s1")) == 4


def test_only_the_changes_of_one_service_are_undone(session: Session, load: Load) -> None:
    load({}, {"service_id": "s2"})
    load({"name": "Uno"}, {"service_id": "s2", "name": "Due"})
    undo(session, "s1", ANNA, (), version=version(session))
    assert [offer.name for offer in all_offers(session)] == ["Centro estivo", "Due"]


def test_a_service_that_was_never_changed_cannot_be_undone(session: Session, load: Load) -> None:
    load({})
    with pytest.raises(NothingToUndoError):
        undo(session, "s1", ANNA, (), version=version(session))


def test_nothing_is_undone_that_the_person_has_not_seen(session: Session, load: Load) -> None:
    load({})
    seen = version(session)
    correct(session, {"name": "Altro"})
    with pytest.raises(ChangedMeanwhileError):
        undo(session, "s1", ANNA, (), version=seen)
    assert offers_of(session, "s1")[0].name == "Altro"


def test_what_todays_rules_refuse_is_said_and_stays(session: Session, load: Load) -> None:
    load({"service_areas": "ambito:sciolto"}, ambiti=("sciolto",))
    load({"service_areas": BERGAMO})
    errors = undo(session, "s1", ANNA, (), version=version(session))
    assert [(error.row, error.field) for error in errors] == [(0, "service_areas")]
    assert offers_of(session, "s1")[0].service_areas == (BERGAMO,)


def test_a_row_deleted_before_its_cells_were_written_down(session: Session, load: Load) -> None:
    load({"address": "Via A"}, {"address": "Via B"})
    load({"address": "Via A"})
    session.execute(
        sa.delete(Metadata).where(Metadata.last_action_type == "delete", Metadata.field_name != "id")
    )
    errors = undo(session, "s1", ANNA, (), version=version(session))
    assert [error.field for error in errors] == ["service_areas"]


# --- links


def test_a_link_opens_until_it_is_over_or_revoked(session: Session) -> None:
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    link = make_link(session, Scope("325", "o1"), "anna", now=now)
    token = token_of(link, SECRET)
    later = now + dt.timedelta(days=30)
    assert valid_link(session, token, SECRET, now=now) == link
    assert valid_link(session, token, SECRET, now=later - dt.timedelta(seconds=1)) == link
    assert valid_link(session, token, SECRET, now=later) is None
    revoke(session, link, now=now)
    assert valid_link(session, token, SECRET, now=now) is None


@pytest.mark.parametrize("token", ["", "x", "a.b", "o1", "é🙂", "\0"])
def test_an_invented_address_opens_nothing(session: Session, token: str) -> None:
    assert valid_link(session, token, SECRET) is None


def test_a_link_signed_elsewhere_opens_nothing(session: Session) -> None:
    link = make_link(session, Scope(None, "o1"), "anna")
    assert valid_link(session, token_of(link, "altra-chiave"), SECRET) is None


@pytest.mark.parametrize(("organization", "days"), [(None, 30), ("o1", 0), ("o1", 366)])
def test_a_link_is_for_one_organization_and_not_for_ever(
    session: Session, organization: str | None, days: int
) -> None:
    with pytest.raises(ValueError, match="organization"):
        make_link(session, Scope("325", organization), "anna", days=days)


def test_links_are_listed_for_those_who_may_revoke_them(session: Session) -> None:
    for ats, organization in (("325", "o1"), ("321", "o1"), (None, "o2")):
        make_link(session, Scope(ats, organization), "anna")
    found = {
        scope: [(link.ats, link.organization_id) for link in links_within(session, scope)]
        for scope in (Scope("325"), Scope(organization="o2"), Scope("321", "o2"))
    }
    assert found == {
        Scope("325"): [("325", "o1")],
        Scope(organization="o2"): [(None, "o2")],
        Scope("321", "o2"): [],
    }
    assert len(links_within(session, Scope())) == 3
