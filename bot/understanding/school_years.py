# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ages told as a school year: prima elementare 6, terza media 13, ultimo anno di materna 5."""

from __future__ import annotations

import re
from collections.abc import Iterator

from welfare_point.bot.understanding.text import content, pattern

_WORDS = content("ages")
_ORDINALS = {
    number: pattern("<written>", {"written": written}) for number, written in _WORDS["ordinal"].items()
}
_WORD = f"(?:{'|'.join(_WORDS['ordinal'].values())})".replace(" | ", "|")
_AND = r"(?: ?[,/] ?| )(?:(?:<between>) )*"
_WORDED = rf"(?<![\w/:.,]){_WORD}(?:{_AND}{_WORD})*"
_CLASSES = rf"(?P<listed>{_WORDED}|(?<![\w/:.,])[1-5](?:{_AND}[1-5])*)(?![\w^°])"
# Neither "4 anni e alla materna" nor "ne ha 5 e alle elementari": "3° anno", "5 E".
_OF = r"(?: anno\b)?(?: (?!e al)[a-g])?(?: (?:<school_of>))* "
_KINDS = (
    rf"(?:{'|'.join(f'(?P<at_{first}>{names})' for first, names in _WORDS['school'].items())})\b".replace(
        " | ", "|"
    )
)
_NAMED = pattern(rf"{_CLASSES}{_OF}{_KINDS}", _WORDS)
_DIGIT_ENDS = r"(?=\s*(?:$|[.,;:!?)]|[a-h]\b|(?:<after_class>)\b))"  # not "liceo, 3 insufficienze"
_AFTER_SCHOOL = rf"(?P<listed>{_WORDED}|(?<![\w/:.,])[1-5](?:{_AND}[1-5])*{_DIGIT_ENDS})(?![\w^°])"
_NAMED_FIRST = pattern(
    rf"\b{_KINDS}(?:,? (?:(?:fa|in|va|class[ei]|la) )*{_AFTER_SCHOOL}|[^.!?]{{0,80}}?\b(?P<year>{_WORD}) anno\b)",
    _WORDS,
)
_ALONE = pattern(
    rf"\b<attends> (?P<listed>{_WORDED})(?![\w^°])(?=\s*(?:$|[.,;:!?)]|(?:<after_class>)\b))",
    _WORDS,
)
_LIMIT = pattern(r"\b(?:<class_limit>) $", _WORDS)
_DIPLOMA = pattern(r"\b(?:(?:ho|ha|hanno|abbiamo|con|solo) la|licenza) $")
_GROUP = pattern(r"\b(?:de[il]|nei|tra i|gruppo|sezione) (?P<group>piccoli|mezzani|medi|grandi)\b")
_NURSERY = pattern(r"\b(?:materna|infanzia|asilo)\b")
_YEAR = pattern(r"\bann[oi]\b")
_GROUPS = {"p": 3, "m": 4, "g": 5}
_LAST = {3: 5, 6: 10, 11: 13, 14: 18}


def ages(flat: str) -> list[tuple[int, float]]:
    """Return (place in ``flat``, years) of every school year told there; ``flat`` comes from ``text.plain``.

    A class without a school ("in terza") belongs to the elementari.
    """
    found: dict[int, float] = {}
    named = [match for match in _NAMED.finditer(flat) if not _is_limit(flat, match)]
    ends = {match.end() for match in _NAMED.finditer(flat)}  # "3a media, 2 debiti": the school has its class
    for match in (
        *named,
        *(after for after in _NAMED_FIRST.finditer(flat) if _school_end(after) not in ends),
    ):
        first = next(
            int(kind[3:]) for kind, school in match.groupdict().items() if school and kind[:3] == "at_"
        )
        if (first > 3 or _YEAR.search(match[0])) and not _DIPLOMA.search(
            flat[: match.start()]
        ):  # "prima infanzia" is no class
            found |= _each(match, first)
    for match in _ALONE.finditer(flat):
        if not found.keys() & set(range(match.start(), match.end())):
            found |= _each(match, 6)
    if _NURSERY.search(flat):
        found |= {match.start(): float(_GROUPS[match["group"][0]]) for match in _GROUP.finditer(flat)}
    return sorted(found.items())


def _is_limit(flat: str, match: re.Match[str]) -> bool:
    """ "dalla prima elementare", but not "dalla prima alla terza", which is for whoever asks."""
    return len(list(_years(match["listed"]))) == 1 and _LIMIT.search(flat[: match.start()]) is not None


def _school_end(match: re.Match[str]) -> int:
    return next(match.end(kind) for kind, school in match.groupdict().items() if school and kind[:3] == "at_")


def _each(match: re.Match[str], first: int) -> dict[int, float]:
    """Return the age of every class of one list; there is no fourth year of the medie, so that is elementary."""
    classes = "year" if "year" in match.re.groupindex and match["year"] else "listed"
    return {
        match.start(classes) + at: float(
            6 + year - 1 if first == 11 and year > 3 else first + year - 1 if year else _LAST[first]
        )
        for at, year in _years(match[classes])
    }


def _years(classes: str) -> Iterator[tuple[int, int]]:
    for word in re.finditer(r"[\w°^]+", classes):
        if word[0].isdigit():
            yield word.start(), int(word[0])
        yield from (
            (word.start(), number) for number, written in _ORDINALS.items() if written.fullmatch(word[0])
        )
