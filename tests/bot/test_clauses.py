# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a message may pass to another need; who writes for others; ages in other languages."""

from __future__ import annotations

import pytest

from welfare_point.bot.understanding.clauses import LONGEST, MOST, asks, parts
from welfare_point.bot.understanding.foreign import foreign_ages_in
from welfare_point.bot.understanding.safety import LEARNT_FROM, danger_in
from welfare_point.bot.understanding.several import NONE, Part, asked_in
from welfare_point.bot.understanding.writer import writer_in


def test_a_message_parts_at_joints_into_runs_of_clauses() -> None:
    text = "cerco un nido... e una badante per la nonna!"
    assert [text[start:end] for start, end in parts(text)] == [
        "cerco un nido",
        "cerco un nido... e una badante per la nonna",
        "e una badante per la nonna",
    ]
    assert parts("cerco un nido") == [(0, 13)]
    assert parts("?!") == [(0, 2)]
    runs = parts("uno due, " * 200)
    assert len(runs) == MOST * LONGEST - sum(range(LONGEST))


def test_what_asks_and_what_only_tells() -> None:
    for text in ("cerco un nido", "chi la guarda", "è vicino?", "e poi una tata"):
        assert asks(text), text
    for text in ("ha un anno", "la nonna fa la dialisi", "lavoro su turni"):
        assert not asks(text), text


def part(start: int, none: float = 0.1, asks: bool = True, **shares: float) -> Part:
    return Part(start, start + 10, 8, asks, {NONE: none, "nido": 0.0, "badante": 0.0} | shares)


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (part(0, badante=0.8), ["badante", "nido"]),  # in the order in which they are asked for
        (part(0, badante=0.1), ["nido"]),
        (part(0, none=0.8, badante=0.2), ["nido"]),  # it is rather about nothing
        (part(0, asks=False, badante=0.6), ["nido"]),  # it only tells how things are
        (part(0, badante=0.55), ["nido", "badante"]),  # not surely enough to come first
        (part(12, nido=0.4, badante=0.5), ["nido"]),  # the very words that ask for the likeliest
    ],
)
def test_a_further_topic_needs_a_part_of_its_own(there: Part, told: list[str]) -> None:
    whole = {NONE: 0.05, "nido": 0.8, "badante": 0.15}
    assert asked_in([part(12, nido=0.8), there], whole, ["nido", "badante"]) == told


@pytest.mark.parametrize(
    ("text", "writer"),
    [
        ("sono la delegata RSU di un'azienda tessile", "union"),
        ("scrivo per conto di Confartigianato", "union"),
        ("ai nostri iscritti servono permessi", "union"),
        ("scrivo dal Comune di Gorle, servizi sociali", "public"),
        ("sono assistente sociale dell'Ambito di Suzzara", "public"),
        ("nel nostro Comune manca un centro diurno", "public"),
        ("lavoro in Comune e ho due figli", None),
        ("il Comune di Crema mi ha detto di no", None),
        ("Confartigianato ci ha parlato di voi", None),
        ("mia madre è iscritta alla Cisl", None),
    ],
)
def test_who_writes_for_others(text: str, writer: str | None) -> None:
    assert writer_in(text) == writer


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("my son is 2 years old", (2.0,)),
        ("tengo dos niños: 4 años y 7 años", (4.0, 7.0)),
        ("mon fils a 3 ans", (3.0,)),
        ("fiica mea are 6 ani", (6.0,)),
        ("моїй доньці 5 років", (5.0,)),
        ("vajza ime është 7 vjeç", (7.0,)),
        ("I work 8 hours", ()),
        ("since 2019", ()),
    ],
)
def test_ages_in_other_languages(text: str, ages: tuple[float, ...]) -> None:
    assert foreign_ages_in(text) == ages


def test_few_words_must_be_surer_to_raise_an_alarm() -> None:
    short, long = "ha 82 anni", "ha 82 anni e da ieri non la sentiamo più"
    assert danger_in(short, "child_at_risk", LEARNT_FROM + 0.1, 0.0) is None
    assert danger_in(long, "child_at_risk", LEARNT_FROM + 0.1, 0.0) == "child_at_risk"
    assert danger_in("mi picchia", "violence", 0.9, 0.9) == "violence"


def test_a_phrase_that_the_classifier_thinks_harmless_is_a_look_alike() -> None:
    assert danger_in("mio marito mi picchia", "violence", 0.9, 0.9) == "violence"
    assert danger_in("mio marito mi picchia", "violence", 0.0, 0.0) is None


def test_a_need_told_beside_it_hides_no_danger() -> None:
    assert danger_in("mio marito mi picchia, cerco un nido", "violence", 0.01, 0.99) == "violence"
