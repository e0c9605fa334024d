# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What law and contract give, told when it fits, with where it is known from."""

from __future__ import annotations

import pytest

from welfare_point.actions.languages import ANSWERED, language_of
from welfare_point.actions.measures import AT_MOST, layer_of, measures, measures_for
from welfare_point.catalogue.reference import topics

LEAVE = "lavoro--congedi-permessi"
WELFARE = "lavoro--welfare-contrattuale"


def told(topic: str, words: str, sector: str | None = None) -> list[str]:
    return [measure.id for measure in measures_for(topic, words, sector)]


def test_every_measure_says_from_where_it_is_known_and_until_when() -> None:
    assert all(m.source and m.verified and m.until and set(m.topics) <= set(topics()) for m in measures())
    assert len({m.id for m in measures()}) == len(measures())


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("mio figlio ha la febbre, posso stare a casa?", "sick_child"),
        ("sono incinta di cinque mesi", "maternity"),
        ("quanti giorni ha il papà quando nasce?", "paternity"),
        ("la mamma ha la 104", "law_104"),
        ("congedo parentale a ore", "parental_leave"),
        ("vorrei due anni per assistere mio padre", "law_104"),
    ],
)
def test_the_words_choose_the_measure(words: str, first: str) -> None:
    found = told(LEAVE, words)
    assert found[0] == first
    assert len(found) <= AT_MOST


def test_without_a_word_the_first_ones_of_the_topic_are_told() -> None:
    assert told(LEAVE, "che cosa mi spetta?") == ["parental_leave", "parental_pay"]


def test_what_is_for_one_sector_is_told_to_that_sector_only() -> None:
    assert "artisans" in told(WELFARE, "lavoro da un artigiano", "artigianato")
    assert "artisans" not in told(WELFARE, "lavoro da un artigiano", "commercio")
    assert "artisans" not in told(WELFARE, "lavoro da un artigiano")


def test_only_workers_have_three_layers() -> None:
    assert layer_of(LEAVE) == "congedi_permessi"
    assert layer_of("minori--pre-post-scuola") is None
    assert layer_of(None) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello, I am looking for a nursery", "en"),
        ("necesito ayuda con mi madre, por favor", "es"),
        ("je cherche une nounou pour mon fils", "fr"),
        ("caut o gradinita pentru copilul meu", "ro"),
        ("أحتاج إلى مساعدة مع أطفالي", "ar"),
        ("шукаю садок для дитини", "uk"),
        ("kam nevoje per nje kopsht per femijen", "sq"),
    ],
)
def test_people_are_answered_in_their_language(text: str, language: str) -> None:
    assert language_of(text) == language
    assert language in ANSWERED
