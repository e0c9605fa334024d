# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From Italian text to the words that are searched, and from offers to the words that are found. Pure.

Words are stems in lower-case ASCII. What means nothing, what means the same and what may be a place is written in
``search_words.yml``; how topics are called, in the taxonomy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import snowballstemmer
import yaml

from .offer import Offer
from .reference import ATS, PROVINCES, Topic, find_municipality, municipalities, plain, topics

AT_MOST_WORDS = 24
"""Words of a text that are searched: who writes more tells a story."""

LONGEST_NAME = 5
"""Words of the longest name of a comune."""


@cache
def _content() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("search_words.yml").read_text("utf-8"))
    return loaded


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(plain(_content()["stop_words"]).split())


@cache
def stem(word: str) -> str:
    """A word without its ending: ``compiti`` and ``compito`` are one. The word is plain already."""
    found: str = snowballstemmer.stemmer("italian").stemWord(word)
    return plain(found) or word


def stems(text: str) -> list[str]:
    """The stems of the words that say something, in their order."""
    return [stem(word) for word in plain(text).split() if word not in _stop_words()]


def place_in(text: str) -> tuple[str | None, str]:
    """The comune that a text names (ISTAT code), and the text without it, in plain words."""
    words = plain(text).split()
    for length in range(LONGEST_NAME, 0, -1):
        for start in range(len(words) - length + 1):
            name = words[start : start + length]
            comune = find_municipality(" ".join(name)) if not name[0].isdigit() else None
            if comune and _is_meant(name, words[start - 1] if start else ""):
                return comune.istat, " ".join(words[:start] + words[start + length :])
    return None, " ".join(words)


def _is_meant(name: Sequence[str], before: str) -> bool:
    if len(name) > 1 or before in _content()["before_a_place"]:
        return True
    return len(name[0]) > 3 and name[0] not in plain(_content()["words_that_are_places_too"]).split()


def topic_word(code: str) -> str:
    """The word that stands for a topic in a document; nobody writes it."""
    return "topic" + re.sub("[^a-z0-9]", "", code)


def synonyms_of(words: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """For words of a text, others that mean the same."""
    said = set(words)
    found: dict[str, frozenset[str]] = {}
    for line in _synonyms():
        here = [phrase for phrase in line if set(phrase) <= said]
        if here:
            others = frozenset(word for phrase in line if phrase not in here for word in phrase)
            for word in here[0]:
                found[word] = found.get(word, frozenset()) | others
    return found


@cache
def _synonyms() -> list[list[tuple[str, ...]]]:
    return [[tuple(stems(phrase)) for phrase in line] for line in _content()["synonyms"]]


def topics_meant(words: Iterable[str]) -> dict[str, float]:
    """The topics that words may mean, by code: 1 for a name of the topic, less the less of it is said."""
    said = set(words)
    found: dict[str, float] = {}
    for code, phrases in _names_of_topics().items():
        share = max(_share(phrase, said) for phrase in phrases)
        if share > 0:
            found[code] = share
    best = max(found.values(), default=0.0)
    return {code: share for code, share in found.items() if share >= 0.6 * best}


def _share(phrase: frozenset[str], said: set[str]) -> float:
    """How much of a phrase is said; a long phrase that is said whole says more than a word."""
    hits = len(phrase & said)
    return 0.0 if hits < len(phrase) or not hits else 1.0 + 0.15 * (hits - 1)


@cache
def _names_of_topics() -> dict[str, list[frozenset[str]]]:
    return {
        topic.code: [frozenset(stems(said)) for said in (topic.label_it, *topic.sounds_like) if stems(said)]
        for topic in topics().values()
    }


@cache
def words_of_taxonomy() -> frozenset[str]:
    """All words by which topics are called, and those of the synonyms."""
    phrases = (said for topic in topics().values() for said in _said_of(topic))
    known = {word for said in phrases for word in stems(said)}
    return frozenset(known | {word for line in _synonyms() for phrase in line for word in phrase})


def _said_of(topic: Topic) -> Iterable[str]:
    return (topic.label_it, topic.description_it, *topic.sounds_like)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a service, by where they stand."""

    name: str
    topics: str
    about: str
    place: str


def words_of(offers: Sequence[Offer]) -> Words:
    """The words of a service, from its rows."""
    first = offers[0]
    named = [topics()[code] for code in first.topics if code in topics()]
    labels = (f"{topic_word(topic.code)} {' '.join(stems(topic.label_it))}" for topic in named)
    about = dict.fromkeys(text for text in (first.description, first.eligibility_description) if text)
    where = dict.fromkeys(
        said
        for offer in offers
        for said in (first.organization_name, offer.location_name, offer.address, *_areas(offer))
        if said
    )
    return Words(_stemmed(first.name), " ".join(labels), _stemmed(*about), _stemmed(*where))


def _stemmed(*texts: str) -> str:
    return " ".join(word for text in texts for word in stems(text))


def _areas(offer: Offer) -> Iterable[str]:
    for code in (offer.municipality, *offer.service_areas):
        if code and code in municipalities():
            yield municipalities()[code].name
    for code in offer.service_areas:
        kind, _, rest = code.partition(":")
        if name := {"prov": PROVINCES, "ats": ATS}.get(kind, {}).get(rest):
            yield name
