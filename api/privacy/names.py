# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a text names a person.

A name is found by what it is (a first name that is no other word), by what stands before it ("mi chiamo",
"mio figlio", "la signora", "con"), or by what stands after it ("ha 3 anni"). How much a word must look like a
name depends on how strongly its place calls for one: that is the ``Place`` of a candidate, and
``naming.Rules`` has the answers.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.lines import ALONE, NOT_ALONE, find_rows, find_signatures
from welfare_point.api.privacy.naming import Rules
from welfare_point.api.privacy.words import Place, Word, read_words

Span = tuple[int, int]

_CLEAN = re.compile(r"[\s:=\-,\"'(*.!]{1,4}")
_ELDER = (
    r"(?:\s+(?:mi[oa]|nostr[oa]|su[oa]))?(?:\s+(?:piu\s+)?(?:grande|piccol[oaie]|maggiore|minore|disabil[ei]|autistic[oaie]))?"
    r"(?:,?\s+(?:di|che\s+ha|ha)\s+\w+(?:\s+e\s+mezzo)?\s+(?:anni|mesi))?"
)
_WHERE = re.compile(
    r"\s+(?:dell[oa]|del|dell')\s?(?:sportello|segreteria|caf|patronato|comune|ufficio|anagrafe|consultorio"
    r"|portineria|portierato|accoglienza|centralino|cup|\w+\s+piano)\b",
    re.IGNORECASE,
)
_LABELLED = r"\s*(?:[:=]|-(?=\s)|(?=\n))"
_ABBREVIATED = r"(?:\.\s?(?:ra|ri|na|ssa|re|ta|g))?\b\.?"
_OF_WHAT = r"(?:\s+d(?:i|el|ella|ell')\s*\w+(?=,))?"  # "la prof di sostegno, ..."


def find_names(text: str, seen: list[Span]) -> list[Span]:
    """The spans of a folded text that name a person; ``seen`` are those that a model took for one."""
    words = read_words(text)
    rules = Rules(text, words)
    starts = {word.start: index for index, word in enumerate(words)}
    found: list[tuple[int, int]] = []
    for place, pattern in _calls():
        for match in pattern.finditer(text):
            clean = _CLEAN.match(text, match.end())
            index = starts.get(clean.end()) if clean else None
            if clean and index is not None and not _is_parted(clean.group(), place):
                found += _names_from(rules, index, place)
    for start, end in seen:
        first = bisect_left(words, start, key=lambda word: word.start)
        last = bisect_right(words, end, key=lambda word: word.end)
        found += _trusted(rules, range(first, last))
    reached = -1
    for index in range(len(words)):
        if index > reached:
            found += (bare := _names_from(rules, index, Place.BARE))
            reached = max((last for _, last in bare), default=reached)
    found += find_signatures(rules)
    found += find_rows(rules)
    if _is_name_alone(words):
        found.append((0, len(words) - 1))
    return [(words[first].start, _end_said(text, words, first, last)) for first, last in found]


def _end_said(text: str, words: list[Word], first: int, last: int) -> int:
    """The end of a name, with where its bearer works: "la Luisella dello sportello"."""
    end = _end(text, words[last])
    called = first > 0 and words[first - 1].low in ("la", "il", "l", "signora", "signor")
    where = _WHERE.match(text, end) if called else None
    return where.end() if where else end


def _end(text: str, last: Word) -> int:
    """The end of a name, with the full stop of an initial."""
    return last.end + (last.kind == "letter" and text[last.end : last.end + 1] == ".")


def _names_from(rules: Rules, index: int, place: Place) -> list[tuple[int, int]]:
    """The name that begins at a word, if one does, and those listed after it."""
    found: list[tuple[int, int]] = []
    following: int | None = index
    while following is not None and rules.begins(following, place):
        last = rules.last(following, place)
        found.append((rules.first(following), last))
        following, place = rules.next_listed(last), Place.LISTED
    return found


def _trusted(rules: Rules, inside: range) -> list[tuple[int, int]]:
    """Takes the word of a model, unless all its words are ordinary or a place's or a body's."""
    known = {"word", "place", "body", "stop", "letter", "code"}
    words, plain = rules.words, lexicon.names().capital_words
    named = [index for index in inside if words[index].kind not in known and words[index].low not in plain]
    return [(named[0], named[-1])] if named and not rules.is_of_a_body(inside[0]) else []


def _is_parted(gap: str, place: Place) -> bool:
    """Whether a full stop parts the call from the word: "è mio figlio. Cerco"."""
    return ("." in gap or "!" in gap) and place not in (Place.INTRODUCED, Place.CLOSING)


def _is_name_alone(words: list[Word]) -> bool:
    """A message of two or three words that can only be somebody's name."""
    kinds = {word.kind for word in words}
    if "given" in kinds:  # "ORNELLA SFARINATI", whose surname is a word
        kinds = {"family" if word.kind == "word" and word.low.endswith("i") else word.kind for word in words}
    if len(words) not in (2, 3) or any(word.gap != " " for word in words[1:]) or not kinds <= ALONE:
        return False
    strangers = [word for word in words if word.kind == "unknown"]
    if all(word.text[0].isupper() for word in words):
        return bool(strangers) or not kinds.isdisjoint(NOT_ALONE)
    return not any(_is_no_italian_name(word.low) for word in strangers) and not kinds <= {
        "maybe",
        "family",
        "short",
    }


def _is_no_italian_name(low: str) -> bool:
    return len(low) < lexicon.LONG_ENOUGH or low[-1] not in "aeio" or lexicon.is_misspelt(low)


@lru_cache(maxsize=1)
def _calls() -> tuple[tuple[Place, re.Pattern[str]], ...]:
    """The phrases before a name, as patterns that end where the name may begin."""
    words = lexicon.content("context.yml")
    context = {key: lexicon.alternatives(text) for key, text in words.items()}
    kin, titles = (_one_of(words[key]) for key in ("kin", "titles"))
    labels = f"(?:{_one_of(words['form_labels'])})"
    sources = {
        Place.INTRODUCED: rf"(?:{context['introduces']})\b'?|(?:{context['labels']})\b{_LABELLED}|{labels}\s+e'",
        Place.TITLED: rf"(?:{titles}){_ABBREVIATED}{_OF_WHAT}",
        Place.KIN: rf"(?:{context['relates']})\b|(?:{kin})\b'?{_ELDER}",
        Place.PRESENTED: rf"(?:{context['presents']})\b|(?:{context['persons']})\b\s*(?=:)",
        Place.COMPANY: rf"(?:{context['company']})\b",
        Place.CLOSING: rf"(?:{context['closings']})\b'?",
    }
    return tuple(
        (place, re.compile(rf"(?<![^\W_])(?:{source})", re.IGNORECASE)) for place, source in sources.items()
    )


def _one_of(words: str) -> str:
    return lexicon.alternatives(words.replace(" ", "|").replace("_", " "))
