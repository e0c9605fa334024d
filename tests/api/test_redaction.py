# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Personal data leave what people write; all else stays. The messages are in ``redaction_cases.yml``."""

from __future__ import annotations

import random
import re
import socket
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from welfare_point.api.privacy import lexicon, redaction
from welfare_point.api.privacy.redaction import redact

CASES: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("redaction_cases.yml").read_text(encoding="utf-8")
)
PLANTED = [key for key in CASES if key.startswith("planted")]
KEPT = [key for key in CASES if key.startswith("kept")]
MARKED = re.compile(r"\{([^|{}]+)\|([^{}]*)\}")
ENOUGH = 0.97


def written(case: str) -> str:
    return MARKED.sub(r"\2", case)


def expected(case: str) -> str:
    return MARKED.sub(r"[\1]", case)


@pytest.mark.parametrize("group", PLANTED)
def test_planted_data_are_replaced_and_nothing_else(group: str) -> None:
    outcomes = [(case, redact(written(case)).text) for case in CASES[group]]
    wrong = [(case, text) for case, text in outcomes if text != expected(case)]
    assert len(wrong) <= (1 - ENOUGH) * len(CASES[group]), wrong


@pytest.mark.parametrize("group", KEPT)
def test_look_alikes_are_kept(group: str) -> None:
    outcomes = [(case, redact(case).text) for case in CASES[group]]
    wrong = [(case, text) for case, text in outcomes if text != case]
    assert len(wrong) <= (1 - ENOUGH) * len(CASES[group]), wrong


def test_the_messages_are_many_and_of_every_kind() -> None:
    planted = [case for group in PLANTED for case in CASES[group]]
    kinds = {kind for case in planted for kind, _ in MARKED.findall(case)}
    assert len(planted) >= 350
    assert sum(len(CASES[group]) for group in KEPT) >= 300
    assert kinds == set(lexicon.content("tags.yml").values())


def test_kinds_are_told_once_each_in_order() -> None:
    result = redact("Sono Zelmira Fintobaldi, tel 333 1234567 o 333 1234568, mail z@example.org")
    assert result.kinds == ("nome", "telefono", "email")


def test_nothing_found_leaves_the_very_text() -> None:
    text = "  perche\u0301 no?\u200b\tÈ  così…  \r\n"
    assert redact(text) == redaction.Redacted(text, ())


def test_an_empty_text_stays_empty() -> None:
    assert redact("") == redaction.Redacted("", ())


@pytest.mark.parametrize("group", PLANTED)
def test_what_has_been_redacted_is_left_alone(group: str) -> None:
    for case in CASES[group]:
        once = redact(written(case)).text
        assert redact(once).text == once


@pytest.mark.parametrize(
    "hidden",
    [
        "3​3​3​1​2​3​4​5​6​7",
        "３３３ １２３４５６７",
        "333\u00a0123\u00a04567",
        "333\n123\n4567",
        "333\u2011123\u20114567",
        "3️⃣3️⃣3️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
        "𝟑𝟑𝟑𝟏𝟐𝟑𝟒𝟓𝟔𝟕",
    ],
)
def test_a_disguised_telephone_is_found(hidden: str) -> None:
    assert redact(f"chiamami al {hidden} grazie").text == "chiamami al [telefono] grazie"


def test_letters_of_another_alphabet_do_not_hide_a_code() -> None:
    assert redact("cf FNTZМR80А41А794X").text == "cf [codice fiscale]"


def test_the_year_of_birth_stays_because_services_depend_on_age() -> None:
    assert redact("mia figlia è nata il 14/05/2021").text == "mia figlia è nata il [data di nascita]/2021"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Any attempt to open a connection or to look a host up fails the test; what is loaded is loaded anew."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    redaction._analyzer.cache_clear()
    yield
    redaction._analyzer.cache_clear()


@pytest.mark.usefixtures("no_network")
def test_the_network_is_never_asked() -> None:
    result = redact("Sono Zelmira, scrivete a z@posta.example o su www.zelmira.example, ip 203.0.113.4")
    assert result.text == "Sono [nome], scrivete a [email] o su [indirizzo web], ip [indirizzo IP]"


PIECES = [
    "Anna",
    "via ",
    "tel ",
    "333",
    "@",
    "IT60X",
    "sono ",
    "\n",
    "'",
    "€",
    "à",
    "nato il ",
    "1/2/",
    "\u200b",
    "П",
]


@pytest.mark.parametrize("seed", range(20))
def test_any_text_comes_back_with_tags_for_what_went(seed: int) -> None:
    chance = random.Random(seed)
    alphabet = [*string.printable, *PIECES]
    text = "".join(chance.choice(alphabet) for _ in range(400)).replace("[", "").replace("]", "")
    result = redact(text)
    tags = "|".join(map(re.escape, lexicon.content("tags.yml").values()))
    parts = re.split(rf"\[(?:{tags})\]", result.text)
    position = 0
    for part in parts:
        found = text.find(part, position)
        assert found >= 0, part
        position = found + len(part)
    assert (len(parts) > 1) == bool(result.kinds)


# Texts that take for ever where a pattern tries all ways of splitting them. A hang is the failure.
@pytest.mark.parametrize(
    "piece",
    (
        *("a", "1", " ", "'", "(", "_", "a@", "a.", "1-", "3 ", "via ", "abito in via ", "nome: ", "Anna, "),
        *("tre ", "nato il ", "IT60X", "punto ", "http://a.", "pratica n. ", "A B C 1 ", "a1:", "tel 3 e "),
        *("sono zelmi ", "conto corrente ", "password ", "instagram come ", "Zelmira Fintobaldi ", "\u200b"),
    ),
)
def test_a_long_text_of_one_piece_ends(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    assert redact(text).text.count("[") <= len(text)
