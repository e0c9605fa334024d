# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts of several needs in one message go each to its own need."""

from __future__ import annotations

from welfare_point.actions.case import Case
from welfare_point.actions.message import Message
from welfare_point.actions.reading import read
from welfare_point.actions.sharing import ages_of, periods_of, shared

NURSERY, HOME_CARE = "minori--prima-infanzia", "anziani--assistenza-domiciliare"
HOMEWORK, CAMP = "minori--supporto-compiti", "minori--chiusure-scolastiche"


def test_ages_go_to_whoever_can_have_them() -> None:
    assert ages_of(NURSERY, [1.0, 82.0], others=True) == ([1.0], [82.0])
    assert ages_of(HOME_CARE, [1.0, 82.0], others=True) == ([82.0], [1.0])
    assert ages_of("disabilita--servizi", [9.0, 40.0], others=True) == ([9.0, 40.0], [])


def test_an_unusual_age_of_the_only_need_is_believed() -> None:
    assert ages_of(CAMP, [79.0], others=False) == ([79.0], [])
    assert ages_of(CAMP, [79.0], others=True) == ([], [79.0])


def test_holidays_go_to_the_need_for_days_without_school() -> None:
    assert periods_of(HOMEWORK, ["scuola", "estate"], {CAMP}) == (["scuola"], ["estate"])
    assert periods_of(HOMEWORK, ["estate"], set()) == (["estate"], [])
    assert periods_of(CAMP, ["scuola", "estate"], {HOMEWORK}) == (["estate"], ["scuola"])


def test_nothing_is_put_aside_where_nothing_else_is_asked() -> None:
    facts, aside = shared(NURSERY, (), {"ages": [1.0], "periods": ["scuola"], "isee": 1000.0})
    assert (facts["ages"], facts["isee"], aside) == ([1.0], 1000.0, {})


def test_the_need_that_waits_finds_its_facts_again() -> None:
    topics = [{"code": code, "confidence": 0.9} for code in (NURSERY, HOME_CARE)]
    told = Message("1", "", "need", {"topics": topics, "ages": [1.0, 82.0]})
    case = read(Case(consent=True), told, None)
    assert (case.topic, case.child_age, case.pending_topics) == (NURSERY, [1.0], [HOME_CARE])
    following = case.next_need(HOME_CARE, same_people=True)
    assert (following.child_age, following.care_recipient) == (None, {"ages": [82.0]})


def test_one_child_of_whom_two_things_were_told_is_not_asked_for_twice() -> None:
    case = Case(role="carer", topic="disabilita--servizi", care_recipient={"ages": [11.0]})
    assert case.next_need(CAMP, same_people=True).child_age == [11.0]
    assert case.next_need(CAMP, same_people=False).child_age is None
    grown = Case(role="carer", topic="disabilita--servizi", care_recipient={"ages": [40.0]})
    assert grown.next_need(CAMP, same_people=True).child_age is None


def test_the_dates_of_holidays_go_away_with_the_holidays() -> None:
    dates = {"date_from": "2026-12-23", "date_to": "2027-01-06", "partly": True}
    facts, _ = shared(HOMEWORK, {CAMP}, {"periods": ["natale"], "when": {**dates, "time_from": "14:00"}})
    assert facts["when"] == {"time_from": "14:00"}
    facts, _ = shared(CAMP, {HOMEWORK}, {"periods": ["natale"], "when": dates})
    assert facts["when"] == dates


def test_a_nursery_is_for_the_small_one_and_school_for_the_others() -> None:
    ages = [2.0, 6.0, 9.0]
    assert ages_of("minori--prima-infanzia", ages, False) == ([2.0], [6.0, 9.0])
    assert ages_of("minori--chiusure-scolastiche", ages, False) == ([6.0, 9.0], [2.0])
    assert ages_of("minori--prima-infanzia", [6.0], False) == ([6.0], []), "unusual, but it was told"
    assert ages_of("minori--baby-sitting", ages, False) == (ages, [])
