# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a text means to the search: words to look for with their worth, topics, a comune."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from .spelling import spellings
from .topic_words import chances
from .wording import AT_MOST_WORDS, ages_in, place_in, stem, synonyms_of, telling, topic_word, topics_meant


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much. A word counts the more the rarer it is; a part of a document times its weight.

    ``synonym``, ``similar``: a word that means the same or is spelt alike, beside the word itself. ``first``: the
    first word beside the others, for Italian says first what it is about ("buono mensa"). ``topic``: the topics that
    the text means, beside all its words together; ``learnt``: also those that no word names. The others are lost, as
    a share of the whole, by what does not cover the place, is ``far``, is for other ``ages``, is over (``ended``),
    not fresh, or says nothing of itself.
    """

    name: float = 0.8
    topics: float = 0.7
    about: float = 0.5
    place: float = 0.35
    synonym: float = 0.7
    similar: float = 0.9
    first: float = 2.0
    topic: float = 1.5
    learnt: bool = True
    covering: float = 0.4
    near: float = 0.1
    far: float = 0.95
    ages: float = 0.6
    ended: float = 0.5
    freshness: float = 0.05
    completeness: float = 0.1


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text means: for each of its words the words to look for with their worth, and its topics."""

    words: Sequence[Mapping[str, float]]
    topics: Mapping[str, float]
    municipality: str | None
    ages: Sequence[float] = ()

    @property
    def looked_for(self) -> set[str]:
        """All words to look for, of any worth."""
        return {word for meanings in self.words for word in meanings} | {topic_word(t) for t in self.topics}


def understood(
    session: Session, text: str, weights: Weights = WEIGHTS, heard: Mapping[str, float] | None = None
) -> Meant:
    """The words of a text, as they were meant: comune apart, spelling mended, with what means the same.

    ``heard``: how likely each topic is (0..1) for whoever has heard the whole text, as the assistant does.
    """
    place, rest = place_in(text)
    said = list(dict.fromkeys(telling(rest)))[:AT_MOST_WORDS]
    if not said:  # a comune alone is a word like any other
        said = list(dict.fromkeys(telling(text)))[:AT_MOST_WORDS]
    meant = spellings(session, said) if weights.similar else [(stem(word),) for word in said]
    words = [
        {one: 1.0 if one == stem(word) else weights.similar for one in ones}
        for word, ones in zip(said, meant, strict=True)
    ]
    flat = [one for meanings in words for one in meanings]
    others = synonyms_of(flat) if weights.synonym else {}
    for meanings in words:
        for other in {other for one in meanings for other in others.get(one, ())}:
            meanings.setdefault(other, weights.synonym)
    topics = _topics(flat, others, weights)
    topics |= {code: max(likely, topics.get(code, 0.0)) for code, likely in (heard or {}).items()}
    known = [meanings for meanings in words if meanings]
    known[:1] = [{one: weights.first * worth for one, worth in meanings.items()} for meanings in known[:1]]
    return Meant(known, topics, place, ages_in(rest))


def _topics(
    words: Sequence[str], others: Mapping[str, Collection[str]], weights: Weights
) -> dict[str, float]:
    """The topics that the words name, for less those that words of the same meaning do, and those they speak for."""
    if not weights.topic:
        return {}
    likely = chances(words) if weights.learnt else {}
    named = topics_meant(words)
    same = topics_meant([*words, *(other for ones in others.values() for other in ones)])
    found = {code: weights.synonym * worth for code, worth in same.items()} | named
    most = max(likely.values(), default=0.0)
    if most:  # of several topics that are called alike, the one that the other words speak for
        found = {code: worth * (1 + likely.get(code, 0.0) / most) / 2 for code, worth in found.items()}
    return {code: max(found.get(code, 0.0), likely.get(code, 0.0)) for code in {*found, *likely}}
