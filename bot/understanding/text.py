# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Italian as people really write it, brought to the one plain form on which every reader here works.

Two forms: ``plain`` keeps the punctuation (hours, dates and sums need it), ``words`` has only words and full
stops. In both, doubled letters are written once ("anni" is "ani"), so patterns are compiled by ``pattern``
and ``Phrases``, which do the same to what they are given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from welfare_point.bot.understanding.numerals import NUMBERS, rough_numbers, squash

_CONTENT = Path(__file__).parent / "content"
_ODD = re.compile(r"[^a-z0-9.,:;!?/+°^()%€\-\n ]")
_LIST = re.compile(r"(?<!P)<(\w+)>")
_GAPS = {" ~~ ": r"(?: \w+){0,9}? ", " ~ ": r"(?: \w+){0,4}? ", " _ ": "(?: <small>)* "}
_WORD = re.compile(r"[a-z]+")
_ROMAN = {"ii", "iii"}


def content(name: str) -> dict[str, Any]:
    """Read ``content/<name>.yml``: the Italian words of one reader."""
    loaded: dict[str, Any] = yaml.safe_load((_CONTENT / f"{name}.yml").read_text(encoding="utf-8"))
    return loaded


def _either(alternatives: str | Sequence[str]) -> str:
    joined = alternatives if isinstance(alternatives, str) else " | ".join(alternatives)
    tight = re.sub(r" *\| *", "|", " ".join(joined.split()))
    return "(?:" + re.sub(r"\((?!\?)", "(?:", tight) + ")"


_TEXT = content("text")
_SHORTHAND: dict[str, str] = _TEXT["shorthand"]
_RIGHT = {squash(word) for word in _TEXT["never_corrected"].split()}
_KNOWN = {squash(word) for word in _TEXT["corrected_to"].split()}


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


_NEAR = {near: word for word in sorted(_KNOWN) for near in _shorter(word)}


def _corrected(word: str) -> str:
    """Undo one slip of the keyboard (a letter missing, added, swapped or wrong) in the words that matter."""
    if len(word) < 5 or word in _KNOWN or word in _RIGHT:
        return word
    if word in _NEAR:
        return _NEAR[word]
    shorter = list(_shorter(word)) if len(word) > 5 else []
    added = next((near for near in shorter if near in _KNOWN), None)
    swapped = next((_NEAR[near] for near in shorter if near in _NEAR), None) if len(word) > 6 else None
    return added or swapped or word


@lru_cache(maxsize=20_000)
def _read_word(word: str) -> str:
    if word in _ROMAN:
        return word
    word = squash(_SHORTHAND.get(word, word))
    number = NUMBERS.get(word)
    return _corrected(word) if number is None else str(number)


@lru_cache(maxsize=4)
def plain(text: str) -> str:
    """Lower case, no accents, no doubled letters, numbers as digits, shorthand and slips undone."""
    flat = unicodedata.normalize("NFKD", text.replace("½", ",5").replace("\u00ba", "°").lower())
    flat = "".join(letter for letter in flat if not unicodedata.combining(letter))
    flat = re.sub(r"[\u2010-\u2015\u2212]", "-", flat)
    flat = _ODD.sub(" ", flat)
    flat = re.sub(r"\n+", " , ", flat)
    flat = re.sub(r"(\d)e(\d)", r"\1 e \2", flat)
    flat = re.sub(r"(\d)([a-z]{2,})", r"\1 \2", flat)
    flat = re.sub(r"(?<=[ ,(])x(?= ?\d| [a-z])", "per ", flat)
    flat = re.sub(r"(?<=[a-z] )\+", "piu", flat)
    flat = _WORD.sub(lambda match: _read_word(match[0]), flat)
    return rough_numbers(re.sub(r"\s+", " ", flat).strip())


@lru_cache(maxsize=4)
def words(text: str) -> str:
    """``plain`` without punctuation; a full stop stands alone where a sentence ends."""
    flat = re.sub(r"(?<!\d)[.](?=\s?\w)|[.!?;](?=\s|$)|[!?;]", " . ", plain(text))
    return re.sub(r"\s+", " ", re.sub(r"[^a-z0-9.\s]|(?<=\d)\.(?=\d)", " ", flat)).strip()


def pattern(expression: str, lists: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Compile a regular expression for squashed text.

    ``<name>`` stands for any of that list ("one | another"), ``*`` after a letter for any ending, `` ~ `` for up to
    four words in between, `` ~~ `` for up to nine, `` _ `` for any number of small ones (articles, possessives, adverbs).
    """
    lists = {"small": "|".join(_TEXT["small"].split()), **(lists or {})}
    expanded = ""
    while expanded != expression:  # a list may name other lists
        expanded = expression
        for sign, gap in _GAPS.items():
            expression = expression.replace(sign, gap)
        expression = _LIST.sub(lambda name: _either(lists[name[1]]), expression)
    bounded = expression.replace(")*", "){0,12}")  # a hostile text cannot make it slow
    return re.compile(squash(re.sub(r"(?<=[a-z])(?<!\\[a-z])\*", "[a-z]*", bounded)))


def _grouped(phrases: Sequence[str]) -> list[str]:
    """Join the phrases that begin with the same list: long lists are then looked for once (a third less time)."""
    tails: dict[str, list[str]] = {}
    for phrase in phrases:
        head = re.match(r"<\w+> (?:~~?|_) ", phrase)
        tails.setdefault(head[0] if head else phrase, []).append(phrase[head.end() :] if head else "")
    return [f"{head}({' | '.join(rest)})" if rest[0] else head for head, rest in tails.items()]


class Phrases:
    """Any of the given phrases ("one | another"), compiled as one expression that matches whole words."""

    def __init__(self, phrases: str | Sequence[str], lists: Mapping[str, str] | None = None) -> None:
        either = phrases if isinstance(phrases, str) else _grouped(phrases)
        self._pattern = pattern(rf"(?<!\w){_either(either)}(?!\w)", lists)

    def found(self, text: str) -> re.Match[str] | None:
        """Return the first place where a phrase occurs in ``words(...)``."""
        return self._pattern.search(text)

    def without(self, text: str) -> str:
        """Put an empty mark in place of every occurrence."""
        return self._pattern.sub("#", text)
