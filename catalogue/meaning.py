# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a text means to the search: words to look for with their worth, topics, a comune."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from .spelling import spellings
from .wording import AT_MOST_WORDS, place_in, stem, synonyms_of, telling, topic_word, topics_meant


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much. A word counts the more the rarer it is; a part of a document times its weight.

    ``synonym``, ``similar``: a word that means the same or is spelt alike, beside the word itself. ``topic``: the
    topic that the text means, beside all its words together. The last four scale the whole, from what is farthest,
    oldest, emptiest or does not cover the place to what is best: 0 for no difference.
    """

    name: float = 1.0
    topics: float = 0.7
    about: float = 0.35
    place: float = 0.35
    synonym: float = 0.6
    similar: float = 0.9
    topic: float = 0.9
    covering: float = 0.5
    distance: float = 0.35
    freshness: float = 0.1
    completeness: float = 0.1


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text means: for each of its words the words to look for with their worth, and its topics."""

    words: Sequence[Mapping[str, float]]
    topics: Mapping[str, float]
    municipality: str | None

    @property
    def looked_for(self) -> set[str]:
        """All words to look for, of any worth."""
        return {word for meanings in self.words for word in meanings} | {topic_word(t) for t in self.topics}


def understood(session: Session, text: str, weights: Weights = WEIGHTS) -> Meant:
    """The words of a text, as they were meant: comune apart, spelling mended, with what means the same."""
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
    return Meant([meanings for meanings in words if meanings], _topics(flat, others, weights), place)


def _topics(
    words: Sequence[str], others: Mapping[str, Collection[str]], weights: Weights
) -> dict[str, float]:
    """The topics that the words mean, and for less those that words of the same meaning do."""
    if not weights.topic:
        return {}
    more = topics_meant([*words, *(other for same in others.values() for other in same)])
    return {code: weights.synonym * worth for code, worth in more.items()} | topics_meant(words)
