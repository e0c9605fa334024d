# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people live and when they were born: addresses and dates of birth.

Of a date of birth the day and month go and a four-digit year stays, since a child's age decides which services
fit it, and a year alone tells nobody from another.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.words import roles

Span = tuple[int, int]

_NAME = r"(?:\d{1,2}[°o]?\s+(?=[a-z]{5,9}\b)|[a-z]\.\s?|[^\W\d_]+\.?(?:['\s]+|(?=[,\d(]|$)|-))"
_NUMBER = r"(?:\d{1,4}(?:\s?/\s?(?:[a-z]|\d{1,3})|[a-z]|\s(?:bis|ter))?(?![\w:%€]|[.,]\d)|snc\b)"
_CIVIC = r"(?:[\s,.\-]*\b(?:n|nr|num|numero|nro|no|civico|civ|al|al\s+numero|al\s+civico)\b[\s.:°]*|[\s,.\-]*n[°.]\s?|[\s,]*)"
_INSIDE = r"(?:[\s,;\-]*\b(?:int(?:erno)?|scala|sc|piano|pal(?:azzina)?|citofono|lotto)\b\.?\s*(?:\d{1,3}\w?|[a-z])\b)*"
_MONTH = "gen(?:naio)?|feb(?:braio)?|mar(?:zo)?|apr(?:ile)?|mag(?:gio)?|giu(?:gno)?|lug(?:lio)?|ago(?:sto)?|set(?:t|tembre)?|ott(?:obre)?|nov(?:embre)?|dic(?:embre)?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_SPELLED_DAY = "primo|uno|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici|sedici|diciassette|diciotto|diciannove|venti|vent(?:uno|otto)|venti\\w+|trenta|trentuno"
_DAY_MONTH = (
    rf"(?:{_DAY}\s?[./\-\s]\s?(?:0?[1-9]|1[0-2])(?=\s?[./\-\s]\s?(?:19|20)\d\d(?!\d))"
    rf"|{_DAY}\s?[./\-]\s?(?:0?[1-9]|1[0-2])(?:\s?[./\-]\s?\d\d)?(?!\d)"
    rf"|(?:{_DAY}[°oa^]?|\b(?:{_SPELLED_DAY}))[\s\-/]+(?:di\s+)?(?:{_MONTH})\b\.?(?:[\s\-/]*(?:del(?:l)?\s?)?'?(?<!\d)\d\d(?!\d))?"
    rf"|{_DAY}(?:0[1-9]|1[0-2])(?=(?:19|20)\d\d(?!\d)))"
)
_MONTH_DAY = r"(?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01])(?!\d)"
_BORN = regex.compile(
    rf"\b(?:nat[oaie]|nascita|nacqu[ei]|compleanno|compie\s+gli\s+anni|compio\s+gli\s+anni|d\.?\s?d?\.?n\.?|dob|festeggia|gli\s+anni)\b"
    rf"(?P<between>[^\d\n!?;]{{0,60}}?)(?<![\d/])(?:(?P<date>{_DAY_MONTH})|(?:19|20)\d\d[-/.](?P<iso>{_MONTH_DAY}))",
    regex.IGNORECASE,
)
_EXPECTED = regex.compile(r"previst|presunt|nascera|scade|entro|dal\b", regex.IGNORECASE)
# A full date of long ago is a birth, unless a law's.
_LONG_AGO = regex.compile(
    rf"(?<![\d./\-])(?:{_DAY}\s?[./\-]\s?(?:0?[1-9]|1[0-2])(?=\s?[./\-]\s?(?:19[2-9]\d|200\d|201[0-2])(?![\d./]))"
    rf"|{_DAY}[°]?\s+(?:{_MONTH})(?=\s+(?:del\s+)?(?:19[2-9]\d|200\d|201[0-2])\b(?!,?\s*n)))",
    regex.IGNORECASE,
)
_LAW = regex.compile(
    r"\b(?:legge|l|decreto|d\.?\s?lgs|dlgs|dpr|d\.?p\.?r|ccnl|circolare|delibera|dgr|regolamento|assunt[ao]|sposat[aio]|dal|fondat[ao]|del)\b\W*(?:\w+\W+){0,2}$",
    regex.IGNORECASE,
)


def find_birth_dates(text: str) -> list[Span]:
    """Day and month of the dates of birth in a folded text."""
    spans: list[Span] = []
    for match in _BORN.finditer(text):
        if not _EXPECTED.search(match["between"]):
            spans.append(match.span("date") if match["date"] else match.span("iso"))
    spans.extend(
        m.span()
        for m in _LONG_AGO.finditer(text)
        if not _LAW.search(text[max(0, m.start() - 30) : m.start()])
    )
    return spans


def find_addresses(text: str) -> list[Span]:
    """Streets with a house number, and streets where somebody says that they live."""
    spans: list[Span] = []
    for match in _street().finditer(text):
        end = _address_end(text, match)
        if end:
            spans.append((match.start(), end))
    return spans


def _address_end(text: str, match: regex.Match[str]) -> int | None:
    street = match["street"].lower()
    before = text[max(0, match.start() - 40) : match.start()]
    lives = bool(_lives().search(before))
    loose = street in roles()["loose_streets"]
    first = match["first"].lower().strip(".")
    if first in roles()["not_streets"] or _said_of_going().search(before):
        return None
    named = _NAMED.match(text, match.start("first"))
    capital = bool(named and regex.search(r"\b[A-Z]|\b(?:19|20)?\d+\s", named["name"])) and not text.isupper()
    numbered = _NUMBERED.match(text, match.start("first"))
    if numbered and not _unit().match(text, numbered.end()):
        year = regex.search(r"(?:19|20)\d\d$", numbered["number"])
        strange = _is_strange(numbered["name"])
        if not year and (lives or capital or strange or not loose):
            return numbered.end()
    if not lives and (loose or not capital or _body_before(before)):
        return None
    return _unnumbered_end(text, match, capital)


_NAMED = regex.compile(rf"(?P<name>(?:{_NAME}){{1,6}})", regex.IGNORECASE)
_NUMBERED = regex.compile(
    rf"(?P<name>(?:{_NAME}){{1,6}}?){_CIVIC}(?P<number>{_NUMBER}){_INSIDE}", regex.IGNORECASE
)
_WORDS = regex.compile(r"(?:[^\W\d_]+\.?)(?:(?:\s|'|\.\s?)[^\W\d_]+)*")


def _unnumbered_end(text: str, match: regex.Match[str], capital: bool) -> int | None:
    """The end of a street's name without a number: its capitals, or its first words that are not grammar."""
    end = None
    stop = roles()["stop"]
    particles = {
        "dei",
        "della",
        "delle",
        "dello",
        "degli",
        "del",
        "di",
        "san",
        "santa",
        "sant",
        "dell",
        "de",
        "monte",
        "don",
    }
    for word in regex.finditer(r"[^\W\d_]+", text[match.start("first") : match.start("first") + 60]):
        gap = (
            text[match.start("first") + (end or 0) : match.start("first") + word.start()]
            if end is not None
            else ""
        )
        low = word.group().lower()
        if end is not None and gap not in (" ", "'", ". ", "' "):
            break
        if low in particles:
            if end is not None and not word.group()[0].isupper() and low in ("di", "de", "del", "della"):
                break
            end = word.end()
            continue
        keep = (
            word.group()[0].isupper()
            if capital
            else (low not in stop and (end is None or _is_strange(low) or _after_particle(text, match, word)))
        )
        if not keep:
            break
        end = word.end()
    return match.start("first") + end if end else None


def _after_particle(text: str, match: regex.Match[str], word: regex.Match[str]) -> bool:
    head = text[match.start("first") : match.start("first") + word.start()].split()
    return bool(head) and head[-1].lower().strip("'") in (
        "dei",
        "della",
        "delle",
        "dello",
        "degli",
        "del",
        "san",
        "santa",
        "monte",
        "don",
        "sant",
    )


def _is_strange(name: str) -> bool:
    names = lexicon.names()
    words = [w for w in regex.findall(r"[a-z]+", name.lower()) if w not in roles()["stop"]]
    return any(
        w in names.given or w in names.surnames or w in roles()["saints"] or not lexicon.is_ordinary(w)
        for w in words
    )


def _body_before(before: str) -> bool:
    words = regex.findall(r"[^\W\d_]+", before.lower())[-4:]
    return any(word in roles()["bodies"] for word in words)


@lru_cache(maxsize=1)
def _street() -> regex.Pattern[str]:
    streets = "|".join(s.strip() for s in lexicon.content("context.yml")["streets"].split("|"))
    return regex.compile(
        rf"(?<![\w'])(?P<street>{streets})\s+(?P<first>[^\W\d_]+\.?|\d{{1,2}}(?=[°o]?\s+[a-z]{{5,9}}\b))",
        regex.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _lives() -> regex.Pattern[str]:
    stems = "|".join(lexicon.content("context.yml")["lives"].split())
    return regex.compile(
        rf"\b(?:{stems})\w*\b[^.!?;\n]{{0,25}}\b(?:in|a|al|di|e'?)\s+$|\b(?:abit|resid|domicil|indirizzo|sede)\w*\W{{1,3}}$",
        regex.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _said_of_going() -> regex.Pattern[str]:
    return regex.compile(rf"\b(?:{'|'.join(sorted(roles()['saids']))}|per|in\s+tutta)\s+$", regex.IGNORECASE)


@lru_cache(maxsize=1)
def _unit() -> regex.Pattern[str]:
    return regex.compile(rf"\s*(?:{'|'.join(sorted(roles()['units']))})\b", regex.IGNORECASE)
