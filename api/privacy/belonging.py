# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What singles somebody out without a name: the class of a child at a school, an office that one person holds.

Of "fa la 3B alla primaria Don Milani di Seriate" the section and the school go; the third year, which is an age,
and the comune stay, since the interview asks for both. A school alone stays, a class alone, and an ordinary job.
"""

from __future__ import annotations

import re
from functools import lru_cache

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.words import roles

Span = tuple[int, int]

_NAME = r"[^\W\d_]+(?:['.]?[ ]?(?!da\b)[^\W\d_]+)?"
_CAPITALS = r"(?:[A-Z][\w&.'-]*|(?:e|di|d'|del|dei|della|delle|da)(?=\s?[A-Z]))"
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 45  # characters between a class and its school


def find_classes(text: str) -> list[Span]:
    """The sections of classes, and the names of the schools said with them, in a folded text."""
    spans: list[Span] = []
    for section in (*_section().finditer(text), *_called_section().finditer(text)):
        school = _school().search(text, section.end())
        if school is None or school.start() > section.end() + _NEAR:
            school = _short_school(text, section)
        if school:
            spans.append(section.span("letter"))
            spans.append((school.start("name"), _end_of_school(text, *school.span("name"))))
    return [span for span in spans if span[0] < span[1]]


def _end_of_school(text: str, start: int, end: int) -> int:
    """Where the name of a school ends: before its comune, and before the words that go on."""
    end = _before_place(text, start, end)
    words = list(_WORD.finditer(text, start, end))
    while len(words) > 1 and words[-1].group().lower() in roles()["stop"]:
        words.pop()
    return words[-1].end() if words else end


def find_offices(text: str) -> list[Span]:
    """Offices with the body that they are held in, in a folded text."""
    return [
        (match.start("office"), _before_place(text, match.end("title"), match.end("office")))
        for pattern in _offices()
        for match in pattern.finditer(text)
        if not _is_of_many(match["office"])
    ]


def _is_of_many(office: str) -> bool:
    """Whether the body is one that thousands work for."""
    words = [word.lower() for word in _WORD.findall(office)]
    return not roles()["organisations"].isdisjoint(words) or not roles()["of_all"].isdisjoint(words)


def _short_school(text: str, section: re.Match[str]) -> re.Match[str] | None:
    """ "5 A della Fermi": the school by its name alone."""
    return re.compile(r"\s*(?:de|a)ll[ae]\s+(?P<name>[^\W\d_]+(?:(?-i:\s[A-Z])\w+)*)", re.IGNORECASE).match(
        text, section.end()
    )


def _before_place(text: str, start: int, end: int) -> int:
    """Where the comune begins that a span ends with, its preposition left out as well; else the end.

    Only what stands after ``start`` is looked at.
    """
    words = list(_WORD.finditer(text, start, end))
    for index, word in enumerate(words):
        before = words[index - 1].group().lower() if index else ""
        said = before in ("di", "a", "in")
        known = _is_place(text, words, index, said) and not _has_a_place(words, index)
        if known and (said or before != "da"):
            return len(text[: words[index - 1].start() if said else word.start()].rstrip())
    return end


def _is_place(text: str, words: list[re.Match[str]], index: int, said: bool) -> bool:
    """Whether a comune begins at a word, by its whole name or, after "di", by its first word.

    "Valbrona Sottana" is none: a capital goes on where the comune ends.
    """
    low = words[index].group().lower()
    names = lexicon.places().get(low, [])
    for parts in names:
        if _reads(words, index, parts):
            end = index + len(parts)
            return end == len(words) or not (
                (words[end].group()[0].isupper() or (not index and _describes(words[end].group())))
                and words[end].start() == words[end - 1].end() + 1
            )
    return said and bool(names) and low not in roles()["saints"] and low not in roles()["bodies"]


def _has_a_place(words: list[re.Match[str]], index: int) -> bool:
    """Whether the place comes after: "la console del Marocco a Lodi", "la scuola Rondinella di Crema"."""
    country = words[index].group().lower() in roles()["territories"]
    return (country or index == 0) and [word.group().lower() for word in words[index + 1 : index + 2]] in (
        ["a"],
        ["di"],
        ["in"],
    )


def _describes(word: str) -> bool:
    """Whether a word goes on with the name of a place in lower case: "peschiera nuova"."""
    return word.lower() in roles()["places_described"]


def _reads(words: list[re.Match[str]], index: int, parts: tuple[str, ...]) -> bool:
    return tuple(w.group().lower() for w in words[index : index + len(parts)]) == parts


@lru_cache(maxsize=1)
def _section() -> re.Pattern[str]:
    """ "3B", "2^C", "quarta A", "seconda elementare sezione B"; only where a class is spoken of."""
    words = _content()
    years = f"(?:{words['years']})"
    ordinal = r"(?:[\s.]?[°^ao']{1,2}(?=[\s.]))?"
    level = r"(?:\s+(?:elementare|media|superiore|primaria|liceo|classe))?"
    spoken = rf"(?:\b(?:{words['attends']})\b'?|^|[,;:(])\s*(?:la\s+|in\s+|una\s+|classe\s+)*"
    return re.compile(
        rf"{spoken}\b(?:{years}){ordinal}{level}[\s.^°']{{0,2}}"
        rf"(?:(?:,\s*)?(?:sezione|sez\.?)\s*)?(?P<letter>(?<=\s)(?-i:[A-H])|(?<!\s)[A-H]|(?<=\s)[b-d]|a(?=\s(?:della|delle|medi[ae]|elementar[ei]))|(?<=sezione\s)[a-h]|(?<=sez\s)[a-h])(?![\w'])(?!\s+(?:anni|mesi|gennaio|settembre))"
        rf"(?=\s*(?:,|$|\.|;|-|\)|(?:del|dell|della|alla|al|alle|presso|medie|media|elementari|elementare"
        rf"|primaria|scuola|liceo|dalla|del|plesso|di|esce|ha|e)\b))",
        re.IGNORECASE | re.MULTILINE,
    )


@lru_cache(maxsize=1)
def _called_section() -> re.Pattern[str]:
    """ "Sezione Coccinelle", "classe delle Farfalle", before a school."""
    words = _content()
    return re.compile(
        rf"\b(?:(?:sezione|sez\.?)\s+|(?:classe|gruppo|sezione)\s+(?:dei|degli|delle)\s+)(?!(?:{words['no_sections']})\b)"
        r"(?P<letter>[^\W\d_]{3,})(?:\s+[A-Z]\w+)?"
        rf"(?=,?\s+(?:del|dello|della|dell'|al|alla|all'|presso)\s?(?:la\s+|il\s+)?(?:{words['schools']})\b)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _school() -> re.Pattern[str]:
    schools = f"(?:{_content()['schools']})"
    return re.compile(
        rf"\b{schools}\b\.?(?:\s+(?:{schools}|statale|paritaria|di))*[ ]+"
        rf"(?P<name>{_NAME}(?:[ ]+(?:(?:di|del|della|dei|delle)[ ]+)?(?-i:[A-Z])\w+|[ ]+da[ ]+\w+)*)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _offices() -> tuple[re.Pattern[str], ...]:
    """An office said of somebody with a body's or a place's capital, and "l'unica maestra"."""
    words = _content()
    offices, of = f"(?:{words['offices']})".replace(" ?", r"\s?").replace(" ", r"\s+"), f"(?:{words['of']})"
    held = f"(?:{words['held']})".replace(" ", r"\s+")
    article = r"(?:(?:il|lo|la|un|una)\s+|l'\s?)?"
    said = rf"(?i:\b{held}\b'?,?\s+{article})"
    bodies = f"(?:{words['held_in']})"
    place = rf"(?i:\s+{of}\b'?\s*(?:{bodies}\s+(?:di\s+|del\s+)?)?)"
    body = rf"{_CAPITALS}(?:\s+{_CAPITALS})*(?:\s+(?i:{words['firms']})\b\.?)?"
    return (
        re.compile(rf"{said}(?P<office>(?P<title>(?i:{offices}))(?i:\s+[a-z]{{4,12}})??{place}{body})"),
        re.compile(
            rf"(?i:\bl'\s?(?:{words['alone']})\s+)(?P<office>(?P<title>[a-z]{{4,}}(?i:\s+(?!{of}\b)[a-z]{{5,}})?)"
            rf"(?i:\s+{of}\b'?\s*(?:\w+\s+)?){body})"
        ),
        re.compile(
            rf"{said}(?P<office>(?P<title>(?i:{offices}))(?i:\s+(?:dei|del|della|dell'|delle|degli)\s?[a-z]+(?:\s[a-z]+)?))"
            r"(?=\s+(?:di|a)\s+[A-Z])"
        ),
        re.compile(
            rf"\b(?P<office>(?P<title>(?i:{words['owners']}))(?i:\s+{of}\b'?\s*(?:{bodies}\s+)?)"
            rf"{_CAPITALS}(?:\s+{_CAPITALS})*\s+(?i:{words['firms']})\b\.?)"
        ),
        re.compile(
            rf"(?i:\b(?:{words['announced']})\s*)(?P<office>(?P<title>(?i:\b(?:{words['public_offices']})\b))"
            rf"(?i:(?:\s+{of}\b'?\s*[a-z]{{4,}}(?:\s+(?!{of}\b)[a-z]{{4,}})?){{0,3}}?)"
            rf"(?i:\s+{of}\b'?\s*(?:{bodies}\s+)?){body}(?:\s+(?:a|di|in)\s+{_CAPITALS}(?:\s+{_CAPITALS})*)?)"
        ),
    )


def _content() -> dict[str, str]:
    return {
        key: " ".join(text.split()).replace(" |", "|")
        for key, text in lexicon.content("belonging.yml").items()
    }
