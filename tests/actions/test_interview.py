# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked next, and that nothing is asked in vain."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from welfare_point.actions.case import UNKNOWN, Case
from welfare_point.actions.interview import next_step, plan, questions_for
from welfare_point.catalogue.matching import Findings, find_services
from welfare_point.catalogue.need import Need
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.reference import topics

BERGAMO = "016024"
CAMP = "minori--chiusure-scolastiche"


def offer(**fields: Any) -> Offer:
    return Offer(
        service_id="s",
        organization_id="o",
        organization_name="Cooperativa Girandola",
        name="Campo",
        topics=(CAMP,),
        audience="persona",
        service_areas=(BERGAMO,),
        **fields,
    )


def finding(*offers: Offer) -> Findings:
    need = Need(topic=CAMP, audience="persona", municipality=BERGAMO, as_of=dt.date(2026, 11, 23))
    return find_services(need, offers, {BERGAMO}, lambda _: None)


def never() -> Findings:
    raise AssertionError("nothing needs to be looked up yet")


def camper(**known: Any) -> Case:
    return Case(consent=True, **known).with_topic(CAMP)


def asked(case: Case, *offers: Offer) -> str:
    step = next_step(case, lambda: finding(*offers))
    return step.question or step.kind


def test_consent_comes_first_and_is_asked_once() -> None:
    assert next_step(Case(), never).question == "consent"
    assert next_step(Case(consent=False), never).question == "audience"
    assert next_step(Case(consent=UNKNOWN), never).question == "audience"


def test_an_unclear_need_is_asked_with_the_role_in_mind() -> None:
    assert next_step(Case(consent=True, role="carer"), never).question == "topic"


def test_what_is_known_is_never_asked() -> None:
    assert asked(camper()) == "municipality"
    assert asked(camper(municipality=BERGAMO)) == "child_age"
    assert asked(camper(municipality=BERGAMO, child_age=[7.0])) == "period"
    assert asked(camper(municipality=BERGAMO, child_age=[7.0], period=["estate"]), offer()) == "find"


def test_money_and_employer_are_asked_only_where_an_offer_depends_on_them() -> None:
    ready = camper(municipality=BERGAMO, child_age=[7.0], period=["estate"])
    assert asked(ready, offer(isee_maximum=20000.0)) == "isee"
    assert asked(ready, offer(adherents_only=True)) == "employer"
    assert asked(replace(ready, employer=UNKNOWN), offer(adherents_only=True)) == "find"


def test_after_the_outcome_one_question_then_the_end() -> None:
    ready = camper(municipality=BERGAMO, child_age=[7.0], period=["estate"])
    shown = replace(ready, shown=ready.signature(), outcome={"unmet": None, "offers": ["s"]})
    assert asked(shown) == "satisfied"
    assert asked(replace(shown, satisfied=True)) == "close"
    assert asked(replace(shown, satisfied=True, consent=UNKNOWN)) == "consent"
    nothing = replace(ready, shown=ready.signature(), outcome={"unmet": "no_service", "offers": []})
    assert asked(nothing) == "close"


def test_a_changed_fact_after_the_outcome_is_looked_up_again() -> None:
    ready = camper(municipality=BERGAMO, child_age=[7.0], period=["estate"])
    shown = replace(ready, shown=ready.signature(), outcome={"unmet": None, "offers": ["s"]})
    assert asked(replace(shown, child_age=[8.0]), offer()) == "find"


def test_after_three_misses_people_are_named() -> None:
    assert next_step(camper(misses=3), never).kind == "give_up"


@pytest.mark.parametrize("code", topics())
def test_every_topic_has_its_questions(code: str) -> None:
    always, conditional = questions_for(code)
    assert always[0] == "municipality"
    assert not set(always) & set(conditional)


def test_buttons_name_topics_of_the_taxonomy() -> None:
    for codes in plan()["topics"].values():
        assert set(codes) <= set(topics())
