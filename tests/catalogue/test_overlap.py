# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs of services in the database: found, graded, decided upon, and offered again when something changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.overlap.groups import groups
from welfare_point.catalogue.overlap.repository import (
    ChangedMeanwhileError,
    compute,
    count_pairs,
    list_pairs,
    review,
    to_review,
)
from welfare_point.catalogue.overlap.sentences import pair_json

ONE = Offer(
    service_id="a",
    organization_id="o1",
    organization_name="Cooperativa Aquilone",
    name="Doposcuola Aquilone",
    topics=("minori--pre-post-scuola",),
    audience="persona",
    service_areas=("016024",),
    municipality="016024",
    address="via Roma 3",
    minimum_age=6,
    maximum_age=11,
    calendar_scope=("scuola",),
)
TWIN = replace(ONE, service_id="b", organization_id="o2", organization_name="AQUILONE coop. soc.")
RIVAL = replace(
    TWIN,
    service_id="c",
    organization_id="o3",
    organization_name="Parrocchia",
    name="Compiti",
    address="p.zza 1",
)


def test_kinds_are_told_apart(session: Session) -> None:
    summer = replace(ONE, service_id="d", calendar_scope=("estate",))
    import_services(session, [ONE, TWIN, RIVAL, summer])
    compute(session)
    kinds = {(p.first_id, p.second_id): p.kind for p in list_pairs(session)}
    assert kinds == {
        ("a", "b"): "duplicate",
        ("a", "c"): "overlap",
        ("b", "c"): "overlap",
        ("a", "d"): "complementary",
        ("b", "d"): "complementary",
    }


def test_what_is_shared_and_what_differs_is_said_in_words(session: Session) -> None:
    import_services(session, [ONE, RIVAL])
    compute(session)
    said = pair_json(list_pairs(session)[0])
    assert "Accolgono le stesse età." in [facet["detail"] for facet in said["shares"]]
    assert "Hanno enti diversi." in [facet["detail"] for facet in said["differs"]]


def test_a_decision_outlives_a_computation_and_is_asked_again_after_a_change(session: Session) -> None:
    import_services(session, [ONE, TWIN])
    compute(session)
    pair = list_pairs(session)[0]
    review(session, pair.id, "to_join", by="anna", seen=pair.fingerprint)
    compute(session)
    pair = list_pairs(session)[0]
    assert (pair.state, pair.reviewed_by, to_review(pair)) == ("to_join", "anna", False)
    assert count_pairs(session, to_review=True) == 0
    import_services(session, [ONE, replace(TWIN, maximum_age=12)])
    compute(session)
    pair = list_pairs(session, to_review=True)[0]
    assert (pair.state, to_review(pair)) == ("to_join", True)


def test_a_decision_on_what_has_changed_meanwhile_is_refused(session: Session) -> None:
    import_services(session, [ONE, TWIN])
    compute(session)
    pair = list_pairs(session)[0]
    with pytest.raises(ChangedMeanwhileError):
        review(session, pair.id, "duplicate", by="anna", seen="older")
    with pytest.raises(ValueError, match="unknown state"):
        review(session, pair.id, "maybe", by="anna", seen=pair.fingerprint)
    assert pair.state == "open"


def test_another_ats_does_not_see_it(session: Session) -> None:
    import_services(session, [ONE, TWIN])
    compute(session)
    assert (count_pairs(session, ats="325"), count_pairs(session, ats="321")) == (1, 0)


def test_groups_join_through_others() -> None:
    assert groups([("a", "b"), ("c", "b"), ("d", "e")]) == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d"}
    assert groups([]) == {}
