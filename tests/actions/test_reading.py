# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One message at a time: what a case becomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from welfare_point.actions.case import UNKNOWN, UNWANTED, Case
from welfare_point.actions.interview import GIVE_UP, next_step
from welfare_point.actions.message import Message, is_aside
from welfare_point.actions.reading import read
from welfare_point.catalogue.matching import Findings

PRE = "minori--pre-post-scuola"
SUMMER = "minori--chiusure-scolastiche"
HOME_CARE = "anziani--assistenza-domiciliare"
SITTER, NURSERY = "minori--baby-sitting", "minori--prima-infanzia"
HOMEWORK = "minori--supporto-compiti"
BERGAMO, DALMINE = "016024", "016091"

_ids = count()


def said(text: str = "", intent: str = "inform", *, corrects: bool = False, **facts: Any) -> Message:
    return Message(id=f"m{next(_ids)}", text=text, intent=intent, facts=facts, corrects=corrects)


def topics(*codes: str, confidence: float = 0.9) -> list[dict[str, Any]]:
    return [{"code": code, "confidence": confidence} for code in codes]


def place(istat: str, *alternatives: str) -> list[dict[str, Any]]:
    return [{"istat": istat, "name": "", "confidence": 1.0, "alternatives": list(alternatives)}]


def parent(**known: Any) -> Case:
    return Case(consent=True, **known).with_topic(PRE)


def test_several_facts_of_one_sentence_are_all_taken() -> None:
    message = said(
        intent="need",
        topics=topics(PRE),
        municipalities=place(BERGAMO),
        ages=[7.0],
        when={"days": [], "time_from": "07:00", "time_to": None},
    )
    case = read(Case(), message, None)
    assert (case.topic, case.municipality, case.child_age) == (PRE, BERGAMO, [7.0])
    assert case.time_slot == {"time_from": "07:00"}
    assert (case.role, case.audience) == ("parent", "persona")


def test_the_second_need_of_a_message_waits_for_its_turn() -> None:
    case = read(Case(), said(intent="need", topics=topics(PRE, HOME_CARE)), None)
    assert case.pending_topics == [HOME_CARE]
    following = case.next_need(HOME_CARE, same_people=True)
    assert (following.topic, following.pending_topics) == (HOME_CARE, None)


def test_reading_the_same_message_twice_changes_nothing_more() -> None:
    message = said("boh", intent="smalltalk_like")
    once = read(parent(), message, "municipality")
    assert read(once, message, "municipality") == once
    assert once.misses == 1


def test_a_bare_number_answers_the_question_that_was_asked() -> None:
    assert read(parent(), said("7"), "child_age").child_age == [7.0]
    assert read(parent(), said("7 e 10"), "child_age").child_age == [7.0, 10.0]
    firm = Case(consent=True).with_topic("imprese--piano-welfare")
    assert read(firm, said("6"), "company_size").company_size == 6
    assert read(parent(), said("15000"), "isee").isee == 15000


def test_a_known_fact_stays_unless_it_is_corrected() -> None:
    known = parent(municipality=BERGAMO)
    elsewhere = said("lavoro a Dalmine", municipalities=place(DALMINE))
    assert read(known, elsewhere, "child_age").municipality == BERGAMO
    corrected = said("no aspetta, Dalmine", corrects=True, municipalities=place(DALMINE))
    assert read(known, corrected, "child_age").municipality == DALMINE


def test_an_ambiguous_name_is_not_taken_but_its_candidates_are_kept() -> None:
    case = read(parent(), said("sesto", municipalities=place("015209", "015209", "012120")), "municipality")
    assert case.municipality is None
    assert case.places == ["015209", "012120"]
    assert case.misses is None
    chosen = Message(id="button", text="/inform", intent="inform", choice={"municipality": "012120"})
    case = read(case, chosen, "municipality")
    assert (case.municipality, case.places) == ("012120", None)


def test_not_knowing_is_an_answer() -> None:
    case = read(parent(), said("non so", intent="dont_know"), "time_slot")
    assert case.time_slot == UNKNOWN
    assert case.trail == ["time_slot"]


def test_where_one_lives_cannot_be_left_open() -> None:
    case = read(parent(), said("non so", intent="dont_know"), "municipality")
    assert case.municipality is None
    assert case.misses == 1


def test_a_question_is_not_asked_for_ever() -> None:
    case = parent()
    for _ in range(2):
        case = read(case, said("ciò che vuoi", intent="smalltalk_like"), "child_age")
    assert case.child_age == UNKNOWN


def test_an_aside_is_no_answer_and_no_miss() -> None:
    case = read(parent(), said("perché lo chiedi?", intent="ask_why"), "child_age")
    assert (case.child_age, case.misses) == (None, None)


def test_undo_takes_the_last_answer_back() -> None:
    case = read(parent(), said("7"), "child_age")
    assert read(case, said("torna indietro", intent="undo"), "time_slot").child_age is None


def test_starting_over_keeps_only_the_consent() -> None:
    case = read(parent(municipality=BERGAMO), said("ricomincia", intent="start_over"), "child_age")
    assert case == Case(consent=True, heard=case.heard)


def test_another_need_in_the_middle_is_kept_for_later() -> None:
    more = said("e mi serve anche una badante", intent="need", topics=topics(HOME_CARE))
    case = read(parent(), more, "child_age")
    assert (case.topic, case.pending_topics) == (PRE, [HOME_CARE])


def test_a_correction_changes_the_need_in_hand() -> None:
    instead = said("anzi, cerco il centro estivo", intent="need", corrects=True, topics=topics(SUMMER))
    assert read(parent(), instead, "child_age").topic == SUMMER


def test_ages_told_before_the_need_belong_to_whoever_is_cared_for() -> None:
    case = read(Case(consent=True), said(ages=[82.0]), "topic")
    case = read(case, said(intent="need", topics=topics(HOME_CARE)), "topic")
    assert case.care_recipient == {"ages": [82.0]}
    assert case.ages() == (82.0,)


def test_consent_that_is_passed_over_is_asked_again_later_and_then_taken_as_no() -> None:
    passed = read(Case(), said(intent="need", topics=topics(PRE)), "consent")
    assert passed.consent == UNKNOWN
    assert read(passed, said("mah", intent="smalltalk_like"), "consent").consent is False


def test_no_one_satisfied_after_an_offer() -> None:
    shown = parent(municipality=BERGAMO)
    assert read(shown, said("nessuna", intent="reject_offers"), "satisfied").satisfied is False
    assert read(shown, said("sì", intent="affirm"), "satisfied").satisfied is True


def test_a_new_need_after_the_end_starts_with_what_belongs_to_the_person() -> None:
    done = parent(municipality=BERGAMO, child_age=[7.0], closed=True, shown="x")
    case = read(done, said("e per mia mamma?", intent="need", topics=topics(HOME_CARE)), None)
    assert (case.topic, case.municipality, case.consent) == (HOME_CARE, BERGAMO, True)
    assert (case.child_age, case.closed, case.shown) == (None, None, None)


def test_thanks_after_the_end_open_nothing() -> None:
    done = parent(closed=True)
    assert read(done, said("grazie", intent="thanks"), None).closed is True


def test_giving_up_needs_more_misses_than_patience() -> None:
    case = parent()
    for expected in range(1, GIVE_UP + 1):
        case = read(case, said("xyz", intent="smalltalk_like"), "municipality")
        assert case.misses == expected


def test_a_topic_or_a_comune_can_be_answered_with_its_code() -> None:
    case = read(Case(consent=True, role="parent"), said(PRE), "topic")
    assert (case.topic, case.audience) == (PRE, "persona")
    assert read(parent(), said(DALMINE), "municipality").municipality == DALMINE


def closed(**known: Any) -> Case:
    case = parent(municipality=BERGAMO, child_age=[7.0], time_slot=UNKNOWN, period=UNKNOWN, **known)
    outcome = {"unmet": None, "offers": ["s"]}
    return replace(case, closed=True, shown=case.signature(), outcome=outcome, recorded="this one")


def test_the_answer_to_the_last_question_of_a_need_can_be_taken_back() -> None:
    case = closed(satisfied=True, trail=["child_age", "satisfied"])
    back = read(case, said("torna indietro", intent="undo"), None)
    assert (back.closed, back.satisfied, back.trail) == (None, None, ["child_age"])
    assert back.outcome == case.outcome, "what was found is still true"
    further = read(back, said("torna indietro", intent="undo"), "satisfied")
    assert (further.child_age, further.outcome) == (None, None)


def test_nothing_to_take_back_changes_nothing() -> None:
    case = read(parent(), said("indietro", intent="undo"), "municipality")
    assert (case.misses, case.trail) == (None, None)


def test_a_new_session_says_nothing() -> None:
    case = read(parent(), said(intent="session_start"), "municipality")
    assert case == replace(parent(), heard=case.heard)


def test_what_makes_work_hard_is_the_last_thing_told() -> None:
    case = closed(satisfied=True)
    told = read(case, said("faccio le notti", work_constraint="turni"), "work_constraint")
    assert (told.work_constraint, told.closed) == ("turni", True)
    refused = read(case, said("preferisco di no", intent="deny"), "work_constraint")
    assert (refused.work_constraint, refused.closed) == (UNKNOWN, True)
    other = read(case, said(intent="need", topics=topics(HOME_CARE)), "work_constraint")
    assert (other.topic, other.closed) == (HOME_CARE, None)


def test_a_constraint_told_after_the_end_opens_nothing() -> None:
    case = read(closed(satisfied=True), said("è per i turni", work_constraint="turni"), None)
    assert case.closed is True


@pytest.mark.parametrize("satisfied", [True, False, UNKNOWN])
def test_offers_are_judged_again_after_the_end(satisfied: bool | str) -> None:
    done = closed(satisfied=satisfied, work_constraint=UNKNOWN)
    for refusal in (said("nessuno di questi"), said("ho chiamato, niente da fare", intent="reject_offers")):
        again = read(done, refusal, None)
        assert (again.closed, again.satisfied, again.shown) == (None, False, done.shown)
    accepted = read(done, said("alla fine il secondo, lo prendo", intent="accept_offers"), None)
    assert accepted.satisfied is True
    assert accepted.closed is (True if satisfied is True else None)
    for courtesy in (said("no", intent="deny"), said("grazie", intent="thanks"), said("ok", intent="affirm")):
        assert read(done, courtesy, None).closed is True


def test_none_of_these_may_answer_the_last_question() -> None:
    case = read(closed(satisfied=True), said("nessuno di questi", intent="reject_offers"), "work_constraint")
    assert (case.closed, case.satisfied, case.work_constraint) == (True, True, UNKNOWN)


def test_without_offers_there_is_nothing_to_judge() -> None:
    done = replace(closed(), outcome={"unmet": "no_service", "offers": []})
    assert read(done, said("nessuno di questi", intent="reject_offers"), None).closed is True


def test_unclear_words_leave_guesses_until_the_need_is_clear() -> None:
    case = read(Case(consent=True), said("quella cosa lì", intent="vague", guesses=(SUMMER, PRE)), "topic")
    assert (case.misses, case.guesses) == (1, [SUMMER, PRE])
    clear = read(case, said(intent="need", topics=topics(SUMMER)), "topic")
    assert (clear.topic, clear.misses, clear.guesses) == (SUMMER, None, None)


def test_who_asks_for_a_person_is_asked_where_they_live() -> None:
    assert read(Case(), said("un operatore", intent="human"), None).wants_person is True
    known = read(Case(municipality=BERGAMO), said("un operatore", intent="human"), None)
    assert known.wants_person is None, "the desk is named at once"


def test_whoever_writes_for_others_stays_who_they_are() -> None:
    case = read(Case(consent=True), said(intent="need", topics=topics(PRE), writer="public"), None)
    assert (case.role, case.topic) == ("public", PRE)
    assert case.next_need(HOME_CARE, same_people=True).role == "public"


def test_a_question_about_a_need_is_no_aside() -> None:
    assert is_aside(said("quanto costa?", intent="question"))
    assert not is_aside(said("c'è un nido?", intent="question", topics=topics(PRE)))


def test_saying_again_what_is_known_is_no_miss() -> None:
    case = parent(municipality=BERGAMO, child_age=[7.0], outcome={"unmet": None, "offers": ["s"]})
    again = read(case, said("ha 7 anni", ages=[7.0]), "satisfied")
    assert (again.misses, again.satisfied) == (None, None)


CHRISTMAS = {"date_from": "2026-12-23", "date_to": "2027-01-06", "partly": True}


def test_holidays_have_dates_but_leave_hours_to_be_asked() -> None:
    case = read(parent(), said("a Natale", periods=["natale"], when=CHRISTMAS), None)
    assert case.time_slot == CHRISTMAS and not case.knows("time_slot")
    case = read(case, said("dalle 8", when={"time_from": "08:00"}), "time_slot")
    assert case.time_slot == {**CHRISTMAS, "time_from": "08:00"} and case.knows("time_slot")


def test_days_that_are_said_take_the_place_of_a_holiday() -> None:
    case = read(parent(), said("a Natale", periods=["natale"], when=CHRISTMAS), None)
    days = {"date_from": "2026-12-28", "date_to": "2026-12-30", "partly": False}
    case = read(case, said("dal 28 al 30", when=days), "time_slot")
    assert case.time_slot == days and case.knows("time_slot")


def test_a_need_for_a_holiday_is_content_with_a_part_of_it() -> None:
    case = read(parent(municipality=BERGAMO), said("a Natale", when=CHRISTMAS), None)
    assert case.need(dt.date(2026, 11, 28)).part_is_enough


def second(**known: Any) -> Case:
    """A need that was heard beside another, in hand by now."""
    return Case(consent=True, municipality=BERGAMO, told_apart=[HOME_CARE], **known).with_topic(HOME_CARE)


@pytest.mark.parametrize(
    ("words", "intent", "asked"),
    [
        ("questo non mi serve", "inform", "care_recipient"),
        ("lascia stare", "undo", "care_recipient"),
        ("no", "deny", "time_slot"),
        ("no no, quello non l'ho chiesto", "reject_offers", "satisfied"),
    ],
)
def test_a_need_heard_beside_another_may_be_none(words: str, intent: str, asked: str) -> None:
    case = read(second(), said(words, intent=intent), asked)
    assert case.satisfied == UNWANTED
    assert next_step(case, lambda: Findings((), (), None)).kind == "close"


def test_what_was_asked_for_outright_is_wanted() -> None:
    for case, words, asked in (
        (second(), "no", "isee"),  # an answer to the question
        (second(), "no", "care_recipient"),
        (second(), "non serve", "isee"),
        (second(), "non serve l'età?", "care_recipient"),
        (second(), "troppo lontano, non mi serve", "satisfied"),
        (second(), "no, ha 80 anni", "care_recipient"),
        (parent(), "non mi serve", "child_age"),  # nobody guessed it
    ):
        ages = {"ages": [80.0]} if "80" in words else {}
        assert read(case, said(words, intent="deny", **ages), asked).satisfied is not UNWANTED


def test_days_told_beside_a_need_leave_the_hours_to_ask() -> None:
    told = read(Case(consent=True), said(intent="need", topics=topics(PRE), when={"days": ["SU"]}), None)
    assert told.lacks_hours and not told.knows("time_slot")
    hours = read(told, said("dalle 8 alle 14", when={"time_from": "08:00", "time_to": "14:00"}), "time_slot")
    assert hours.time_slot == {"days": ["SU"], "time_from": "08:00", "time_to": "14:00"}
    open_hours = read(told, said("non so", intent="dont_know"), "time_slot")
    assert (open_hours.time_slot, open_hours.knows("time_slot")) == ({"days": ["SU"]}, True)
    asked_for_both = read(parent(), said("il mercoledì", when={"days": ["WE"]}), "time_slot")
    assert asked_for_both.knows("time_slot")


def test_an_answer_that_asks_for_nothing_is_no_other_need() -> None:
    case = Case(consent=True, municipality=BERGAMO).with_topic(HOME_CARE)
    for words, waiting in (
        ("83 anni, da un anno non è più autonoma", None),
        ("83 anni, e mi serve anche un centro per mio fratello", ["disabilita--servizi"]),
    ):
        told = said(words, "need", topics=topics("disabilita--servizi", confidence=0.6), ages=[83.0])
        assert read(case, told, "care_recipient").pending_topics == waiting, words


@pytest.mark.parametrize(
    ("words", "intent", "consent"),
    [
        ("sì, va bene", "affirm", True),
        ("dai", "affirm", True),
        ("no grazie", "deny", False),
        ("ok ma non salvate niente", "affirm", False),
        ("ok però niente dati", "affirm", False),
        ("certo che fate tante domande", "complaint", None),
        ("dai era uno sfogo, cerco solo qualcuno per il bimbo", "need", UNKNOWN),
        ("sì ma prima mi dica a cosa serve", "question", UNKNOWN),
        ("va bene il primo", "accept_offers", None),
    ],
)
def test_only_a_plain_yes_is_a_consent(words: str, intent: str, consent: bool | str | None) -> None:
    told = {"topics": topics(PRE)} if consent == UNKNOWN else {}
    case = replace(parent(), consent=None)
    assert read(case, said(words, intent, **told), "consent").consent == consent


def test_hours_said_after_an_offer_are_of_the_same_need() -> None:
    case = replace(closed(), closed=None).with_topic(HOME_CARE)
    evening = {"days": ["SU"], "time_from": "19:00", "time_to": None}
    told = read(
        case, said("la sera, anche la domenica", "need", topics=topics(SITTER), when=evening), "satisfied"
    )
    assert (told.topic, told.time_slot["days"]) == (HOME_CARE, ["SU"])
    named = read(
        case, said("e una baby sitter la domenica", "need", topics=topics(SITTER), when=evening), "satisfied"
    )
    assert named.topic == SITTER


def test_what_is_told_with_another_need_is_kept() -> None:
    case = replace(closed(), closed=None)
    told = read(
        case, said("anzi un nido, ha 2 anni", "need", topics=topics(NURSERY), ages=[2.0]), "satisfied"
    )
    assert (told.topic, told.child_age) == (NURSERY, [2.0])
    same_child = read(case, said("e per i compiti?", "need", topics=topics(HOMEWORK)), "satisfied")
    assert same_child.child_age == [7.0]


def test_a_need_that_waits_is_dropped_by_its_name() -> None:
    case = parent(pending_topics=[SITTER, HOME_CARE])
    told = read(case, said("la baby sitter non mi serve più", "inform"), "child_age")
    assert told.pending_topics == [HOME_CARE]


def test_a_person_is_asked_for_also_at_the_last_question() -> None:
    case = closed(satisfied=False)
    asked = read(case, said("vorrei parlare con una persona", "human"), "work_constraint")
    assert (asked.work_constraint, asked.closed) == (None, True), "it is answered, then asked again"
    assert read(case, said("ciao", "goodbye"), "work_constraint").work_constraint == UNKNOWN


def test_facts_told_with_a_need_that_is_dropped_are_kept() -> None:
    case = parent(pending_topics=[SITTER])
    told = read(
        case,
        said("la baby sitter non mi serve, ha 7 anni", "need", topics=topics(SITTER), ages=[7.0]),
        "child_age",
    )
    assert (told.pending_topics, told.child_age, told.misses) == (None, [7.0], None)


def test_a_person_asked_for_at_an_hour_is_still_asked_for() -> None:
    message = said("posso parlare con qualcuno domani alle 9?", "human", when={"time_from": "09:00"})
    assert read(Case(consent=True).with_topic(PRE), message, "municipality").wants_person is True
