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
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import snowballstemmer
import yaml

from .offer import Offer
from .reference import ATS, PROVINCES, find_municipality, municipalities, plain, topics

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


@lru_cache(maxsize=2**15)  # whoever writes may write any word: not all are kept
def stem(word: str) -> str:
    """A word without its ending: ``compiti`` and ``compito`` are one. The word is plain already.

    Snowball takes the plural of ``laboratorio`` for one of ``laboratore``: so what is left of it goes in both.
    """
    found: str = snowballstemmer.stemmer("italian").stemWord(word)
    return plain(found).removesuffix("ator") or word


def telling(text: str) -> list[str]:
    """The words that say something, in their order, in lower-case ASCII."""
    return [word for word in plain(text).split() if word not in _stop_words()]


def stems(text: str) -> list[str]:
    """The stems of the words that say something, in their order."""
    return [stem(word) for word in telling(text)]


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


def ages_in(text: str) -> list[float]:
    """The ages that a plain text names, in years; a school stands for the middle of its ages."""
    told = [
        float(n) / (12 if unit == "mesi" else 1) for n, unit in re.findall(r"\b(\d{1,2}) (anni|mesi)\b", text)
    ]
    return told or [float(age) for word, age in _content()["ages"].items() if word in text.split()][:1]


@cache
def topic_word(code: str) -> str:
    """The word that stands for a topic in a document; nobody writes it."""
    return "topic" + re.sub("[^a-z0-9]", "", code)


def synonyms_of(words: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """For words of a text, single words that mean the same."""
    said = set(words)
    found: dict[str, frozenset[str]] = {}
    for line in _synonyms():
        here = [phrase for phrase in line if set(phrase) <= said]
        if here:
            others = frozenset(phrase[0] for phrase in line if phrase not in here and len(phrase) == 1)
            for word in here[0]:
                found[word] = found.get(word, frozenset()) | others
    return found


@cache
def _synonyms() -> list[list[tuple[str, ...]]]:
    return [[tuple(stems(phrase)) for phrase in line] for line in _content()["synonyms"]]


def topics_meant(words: Iterable[str]) -> dict[str, float]:
    """The topics that words may mean, by code: 1 for a name of the topic, more for one of several words."""
    said = set(words)
    found = {
        code: max((_share(phrase, said) for phrase in phrases), default=0.0)
        for code, phrases in _names_of_topics().items()
    }
    return {code: share for code, share in found.items() if share > 0}


def _share(phrase: frozenset[str], said: set[str]) -> float:
    """What it says that a phrase is said: nothing unless it is said whole, and more the longer it is."""
    return 1.0 + 0.15 * (len(phrase) - 1) if phrase <= said else 0.0


@cache
def _names_of_topics() -> dict[str, list[frozenset[str]]]:
    return {
        topic.code: [frozenset(stems(said)) for said in (topic.label_it, *topic.sounds_like) if _names(said)]
        for topic in topics().values()
    }


def _names(phrase: str) -> bool:
    """Not where one word is left of several: "da casa" is not "casa"."""
    return len(telling(phrase)) > 1 or (len(phrase.split()) == 1 and bool(telling(phrase)))


@cache
def words_of_taxonomy() -> Mapping[str, str]:
    """All words by which topics are called, and those of the synonyms, each with its stem."""
    topical = (
        said
        for topic in topics().values()
        for said in (topic.label_it, topic.description_it, *topic.sounds_like)
    )
    synonymous = (phrase for line in _content()["synonyms"] for phrase in line)
    return {word: stem(word) for said in (*topical, *synonymous) for word in telling(said)}


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
    about, where = ("\n".join(texts) for texts in (_about(offers), _where(offers)))
    return Words(_stemmed(first.name), " ".join(labels), _stemmed(about), _stemmed(where))


def written_in(offers: Sequence[Offer]) -> set[str]:
    """The words of a service as they are written."""
    return {word for text in (offers[0].name, *_about(offers), *_where(offers)) for word in telling(text)}


def _about(offers: Sequence[Offer]) -> list[str]:
    return [text for text in (offers[0].description, offers[0].eligibility_description) if text]


def _where(offers: Sequence[Offer]) -> Iterable[str]:
    """Each text once: rows of a service repeat much."""
    first = offers[0].organization_name
    texts = (
        text
        for offer in offers
        for text in (first, offer.location_name, offer.address, *_areas(offer))
        if text
    )
    return dict.fromkeys(texts)


def _stemmed(text: str) -> str:
    return " ".join(stems(text))


def _areas(offer: Offer) -> Iterable[str]:
    for code in (offer.municipality, *offer.service_areas):
        if code and code in municipalities():
            yield municipalities()[code].name
    for code in offer.service_areas:
        kind, _, rest = code.partition(":")
        if name := {"prov": PROVINCES, "ats": ATS}.get(kind, {}).get(rest):
            yield name
