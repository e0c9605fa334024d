# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said to people is easy to read, and everything that can be said is there."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from welfare_point.actions.asking import NAMED_ROLES
from welfare_point.actions.interview import plan
from welfare_point.actions.languages import ANSWERED
from welfare_point.actions.measures import COMPANY, layer_of, measures
from welfare_point.actions.message import ASIDES
from welfare_point.api.words import content
from welfare_point.catalogue.matching.engine import CAUSES
from welfare_point.catalogue.reference import topics
from welfare_point.catalogue.settings import ROOT

EASY = 60  # Gulpease; from here on whoever finished lower secondary school reads alone with ease
FEWEST_WORDS = 8  # shorter texts are too short for the index
MOST_SENTENCES = 3
NOT_ITALIAN = "utter_foreign_"
FAMILIAR = re.compile(
    r"\b(ti|tu|te|tuo|tua|tuoi|tue|puoi|vuoi|hai|sei|vivi|lavori|scrivi|prova|scegli|guarda|dimmi|chiedi|"
    r"conosci|segui|preferisci|raccontami|scrivilo|aiutarti|chiedertelo|esserti|fai|premi|scusa|ciao)\b",
    re.IGNORECASE,
)

Texts = dict[str, str]


def domain() -> dict[str, Any]:
    """All files of the domain as one."""
    merged: dict[str, Any] = {"responses": {}}
    for file in sorted((ROOT / "bot" / "domain").glob("*.yml")):
        part = yaml.safe_load(file.read_text("utf-8"))
        merged["responses"] |= part.pop("responses", {})
        merged |= part
    return merged


DOMAIN = domain()
RESPONSES: dict[str, list[dict[str, Any]]] = DOMAIN["responses"]
INTERVIEW_QUESTIONS = sorted({q for e in plan()["interviews"] for q in (*e["always"], *e["if_it_matters"])})


def leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text below a key, with its dotted place."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from leaves(f"{key}.{name}", below)
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from leaves(f"{key}.{number}", below)


TELEGRAM = ROOT / "api" / "telegram" / "words.yml"
FORMAL = (
    TELEGRAM.with_suffix(".lei.yml"),
    ROOT / "api" / "words.lei.yml",
    ROOT / "api" / "pages" / "content.lei.yml",
)


def formal(file: Path) -> dict[str, Any]:
    """The texts of a file for «lei»."""
    loaded: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return loaded


def all_texts() -> Texts:
    """What the bot, the gateway and the chat page say, by place."""
    pages = yaml.safe_load((ROOT / "api" / "pages" / "content.yml").read_text("utf-8"))
    parts = {
        **{f"words.{name}": content()[name] for name in ("chat", "safety", "safety_after", "problems")},
        **{f"pages.{name}": pages[name] for name in ("chat", "script")},
        "telegram": yaml.safe_load(TELEGRAM.read_text("utf-8")),
        **{f"{file.stem}.{name}": text for file in FORMAL for name, text in formal(file).items()},
    }
    said = {
        f"{name}.{number}": variation["text"]
        for name, variations in RESPONSES.items()
        for number, variation in enumerate(variations)
    }
    return said | {place: text for key, part in parts.items() for place, text in leaves(key, part)}


ITALIAN = {place: text for place, text in all_texts().items() if not place.startswith(NOT_ITALIAN)}
LONG_ENOUGH = {place: text for place, text in ITALIAN.items() if len(text.split()) >= FEWEST_WORDS}


def sentences(text: str) -> int:
    """How many sentences: an end is followed by a capital, so that "15.000" and "art. 6" are none."""
    return max(1, len(re.findall(r"[.!?…]+[»\"]?(?=\s+[«\"(]?[A-ZÀ-Ý{]|\s*$)", text)))


def gulpease(text: str) -> float:
    """The readability of an Italian text, 0 to 100; what is filled in later counts as a word of five letters."""
    text = re.sub(r"\{\w+\}", "paese", text)
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=\d)[.,](?=\d)", "", text))
    letters = sum(map(len, words))
    return 89 + (300 * sentences(text) - 10 * letters) / len(words)


def test_the_index_tells_plain_words_from_those_of_an_office() -> None:
    assert sentences("Costa 15.000 euro (art. 6). Va bene? Sì!") == 3
    assert gulpease("Il gatto è nero. Il cane è a casa.") > 100
    office = (
        "La presentazione dell'istanza è subordinata all'accertamento preventivo della sussistenza "
        "dei requisiti soggettivi prescritti dalla regolamentazione regionale."
    )
    assert gulpease(office) < 40


@pytest.mark.parametrize("place", LONG_ENOUGH)
def test_what_is_said_is_easy_to_read(place: str) -> None:
    assert gulpease(LONG_ENOUGH[place]) >= EASY, LONG_ENOUGH[place]


@pytest.mark.parametrize("place", ITALIAN)
def test_a_bubble_has_few_sentences(place: str) -> None:
    assert sentences(ITALIAN[place]) <= MOST_SENTENCES, ITALIAN[place]


def spoken() -> set[str]:
    """The responses that the actions and Rasa's forms can send."""
    found = {f"utter_aside_{intent}" for intent in ASIDES if intent not in ("summary", "foreign")}
    found |= {f"utter_foreign_{language}" for language in ANSWERED}
    found |= {f"utter_measure_{measure.id}" for measure in measures()}
    found |= {f"utter_{COMPANY}_{layer_of(topic)}" for topic in topics() if layer_of(topic)}
    found |= {f"utter_ask_municipality_{role}" for role in NAMED_ROLES}
    found |= {f"utter_unmet_{cause}" for cause in ("no_service", "out_of_area", *CAUSES)}
    found |= {f"utter_retry_{question}" for question in plan()["hints"]}
    for form in DOMAIN["forms"].values():
        for question in form["required_slots"]:
            if question != "heard":
                found.add(f"utter_why_{question}")
                if f"action_ask_{question}" not in DOMAIN["actions"]:
                    found.add(f"utter_ask_{question}")
    for file in (ROOT / "actions").glob("*.py"):
        found |= set(named(ast.parse(file.read_text("utf-8"))))
    return found


def named(tree: ast.Module) -> Iterator[str]:
    """Whole names of responses in a program. Those put together are known from what they are made of."""
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
            yield from re.findall(r"^utter_[a-z_]+$", node.value)


def test_the_names_put_together_are_those_that_this_test_knows() -> None:
    sources = "\n".join(file.read_text("utf-8") for file in (ROOT / "actions").glob("*.py"))
    beginnings = set(re.findall(r'f"(utter_[a-z_]*)\{', sources))
    named = {"aside", "foreign", "measure", "ask_municipality", "unmet", "retry", "why"}
    assert beginnings == {"utter_"} | {f"utter_{name}_" for name in named}


def test_everything_that_can_be_said_has_a_text() -> None:
    assert spoken() - set(RESPONSES) == set()


def test_every_text_can_be_said() -> None:
    assert set(RESPONSES) - spoken() == set()


def payloads() -> Iterator[str]:
    """Every payload of a button: those in the domain, and those that the actions put together."""
    for variations in RESPONSES.values():
        for variation in variations:
            yield from (button["payload"] for button in variation.get("buttons", ()))
    for file in (ROOT / "actions").glob("*.py"):
        for beginning, name in re.findall(r"'(/\w+)\{\{\"(\w+)\":", file.read_text("utf-8")):
            yield f'{beginning}{{"{name}":""}}'


def test_a_button_carries_what_rasa_lets_through() -> None:
    """Rasa drops, with a warning only, whatever its domain does not name."""
    parts = [re.fullmatch(r"/(\w+)(\{.*\})?", payload) for payload in payloads()]
    assert len(parts) > 3 and all(parts)
    assert {part[1] for part in parts if part} - set(DOMAIN["intents"]) == set()
    carried = {name for part in parts if part and part[2] for name in json.loads(part[2])}
    assert carried - set(DOMAIN["entities"]) == set()


@pytest.mark.parametrize("question", INTERVIEW_QUESTIONS)
def test_every_question_can_be_asked_and_explained(question: str) -> None:
    assert f"utter_ask_{question}" in RESPONSES or f"action_ask_{question}" in DOMAIN["actions"]
    assert f"utter_why_{question}" in RESPONSES
    assert question in DOMAIN["slots"]
    assert any(question in form["required_slots"] for form in DOMAIN["forms"].values())


@pytest.mark.parametrize("name", [name for name in RESPONSES if name.startswith("utter_ask_")])
def test_a_question_says_to_programs_what_it_asks(name: str) -> None:
    for variation in RESPONSES[name]:
        asked = variation["custom"]["asks"]
        assert name.removeprefix("utter_ask_").startswith(asked)


def tones(name: str) -> dict[str, str]:
    """The texts of a response by tone."""
    return {
        next((c["value"] for c in variation.get("condition", ()) if c["name"] == "tone"), "tu"): variation[
            "text"
        ]
        for variation in RESPONSES[name]
    }


@pytest.mark.parametrize("name", [n for n in RESPONSES if not n.startswith(NOT_ITALIAN)])
def test_who_is_addressed_as_lei_is_never_addressed_as_tu(name: str) -> None:
    said = tones(name)
    assert not FAMILIAR.search(said.get("lei", said["tu"])), said
    assert "lei" not in said or said["lei"] != said["tu"]


@pytest.mark.parametrize("file", FORMAL, ids=lambda file: file.name)
def test_the_texts_for_lei_stand_in_for_texts_that_are_there(file: Path) -> None:
    plain = file.with_suffix("").with_suffix(".yml")
    texts, instead = (dict(leaves("", yaml.safe_load(f.read_text("utf-8")))) for f in (plain, file))
    assert set(instead) <= set(texts)
    said = {place: text for place, text in (texts | instead).items() if place.split(".")[1] in SAID_TO_PEOPLE}
    assert {place: text for place, text in said.items() if FAMILIAR.search(text)} == {}


SAID_TO_PEOPLE = {"problems", "chat", "safety", "safety_after", "site", "script"}
