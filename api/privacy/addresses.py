# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people live: a street with its house number, or a street where somebody says that they live.

The street of a school or an office without a number stays: people ask about it ("il nido di via Manzoni").
"""

from __future__ import annotations

import re
from functools import lru_cache

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.words import roles

Span = tuple[int, int]

# "4 " as in via 4 Novembre, "G. " as in via G. Verdi, or a word.
_NAME = r"(?:\d{1,2}[°o]?\s+(?=[a-z]{5,9}\b)|[a-z]\.\s?|[^\W\d_]+\.?(?:['\s]+|(?=[,\d(]|$)|-))"
_CIVIC = (
    r"(?:[\s,.\-]*\b(?:n|nr|num|numero|nro|no|civico|civ|al|al\s+numero|al\s+civico)\b[\s.:°]*"
    r"|[\s,.\-]*n[°.]\s?|[\s,]*)"
)
_NUMBER = r"(?:\d{1,4}(?:\s?/\s?(?:[a-z]|\d{1,3})|[a-z]|\s(?:bis|ter))?(?![\w:%€]|[.,]\d)|snc\b)"
_SPELLED = (
    r"(?:uno|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici|sedici"
    r"|dicia\w{5,6}|diciotto|(?:vent|trent|quarant|cinquant|sessant|settant|ottant|novant)[aio]?\w{0,7}|cento\w{0,14})(?!\w)"
)
_FLOOR = r"(?:primo|secondo|terzo|quarto|quinto|sesto|settimo|ultimo|\d{1,2}[°^o]?)"
_INSIDE = (
    r"(?:[\s,;\-]*\b(?:int(?:erno)?|scala|sc|piano|pal(?:azzina)?|citofono|lotto)\b\.?\s*"
    r"(?:\d{1,3}\w?|[a-z]|terra|rialzato|primo|secondo|terzo|quarto|quinto|ultimo)\b|[\s,;\-]*\b"
    rf"(?:{_FLOOR}\s+piano|piano\s?terra|pian\s?terreno)\b)*"
    r"(?:,?\s*\b(?:n[.°]|nr\.?|numero|civico)\s*\d{1,4}\b)?"
)
_INSIDE_OF = re.compile(_INSIDE, re.IGNORECASE)
# "al civico 22 di via Rondinella"
_CIVIC_BEFORE = re.compile(
    r"\b(?:civico|numero\s+civico|n[°.]|nr\.?|numero)\s*\d{1,4}(?:\s?/?[a-z])?\s*(?:,|di|in)?\s+$",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?:{_NAME}){{1,6}}", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"(?P<name>(?:{_NAME}){{1,6}}?){_CIVIC}(?P<number>{_NUMBER}|(?:(?<=numero\s)|(?<=civico\s)){_SPELLED}){_INSIDE}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = 40  # characters looked back at
_LONGEST = 60  # characters of a street's name


def find_addresses(text: str) -> list[Span]:
    """The spans of a folded text that are addresses."""
    spans: list[Span] = []
    for match in _street().finditer(text):
        civic = _CIVIC_BEFORE.search(text, max(0, match.start() - _BEFORE), match.start())
        end = _end(text, match, civic is not None)
        if end is not None:
            inside = _INSIDE_OF.match(text, end) if civic else None
            spans.append((civic.start() if civic else match.start(), inside.end() if inside else end))
    return spans


def _end(text: str, match: re.Match[str], civic: bool) -> int | None:
    """Where the address ends that begins with a street word; None if it is none ("via mail")."""
    role, start = roles(), match.start("first")
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    first = match["first"].lower().strip(".")
    number = first in role["counted_streets"] and (match["first"].islower() or text.isupper())
    if number or first in role["not_streets"] or _going().search(before):
        return None
    lives = civic or _lives().search(before) is not None
    loose = match["street"].lower() in role["loose_streets"]
    named = _NAMED.match(text, start)
    capital = (
        named is not None and not text.isupper() and any(c.isupper() or c.isdigit() for c in named.group())
    )
    numbered = _NUMBERED.match(text, start)
    if numbered and (lives or capital or not loose or _is_strange(numbered["name"])):
        counted = _unit().match(text, numbered.end()) or _YEAR.search(numbered["number"])
        if not counted:
            return numbered.end()
    if lives or (capital and not loose and not _is_of_a_body(before)):
        return _end_of_name(text, start, capital)
    return None


def _end_of_name(text: str, start: int, capital: bool) -> int | None:
    """The end of a street's name without a number: its capitals, or its first words that are not grammar."""
    role = roles()
    end: int | None = None
    linked = False
    for word in _WORD.finditer(text, start, start + _LONGEST):
        token, low = word.group(), word.group().lower()
        if end is not None and text[end : word.start()] not in (" ", "'", ". ", "' "):
            break
        link = low in role["street_links"] and (end is None or token[0].isupper() or low not in role["stop"])
        fits = (
            token[0].isupper()
            if capital
            else low not in role["stop"] and (end is None or linked or _is_strange(low))
        )
        if not link and not fits:
            break
        end, linked = word.end(), link
    return end


def _is_strange(name: str) -> bool:
    """Whether a street's name has a word that is a name, or none that we know."""
    names, role = lexicon.names(), roles()
    words = [word for word in re.findall(r"[a-z]+", name.lower()) if word not in role["stop"]]
    known = names.given | names.surnames | role["saints"]
    return any(word in known or not lexicon.is_ordinary(word) for word in words)


def _is_of_a_body(before: str) -> bool:
    words = _WORD.findall(before.lower())[-4:]
    return not roles()["bodies"].isdisjoint(words)


@lru_cache(maxsize=1)
def _street() -> re.Pattern[str]:
    streets = lexicon.alternatives(lexicon.content("context.yml")["streets"])
    return re.compile(
        rf"(?<![\w'])(?P<street>{streets})'?\s+(?P<first>[^\W\d_]+\.?|\d{{1,2}}(?=[°o]?\s+[a-z]{{5,9}}\b))",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _lives() -> re.Pattern[str]:
    stems = "|".join(lexicon.content("context.yml")["lives"].split())
    return re.compile(
        rf"\b(?:{stems})\w*\b[^.!?;\n]{{0,25}}\b(?:in|a|al|di|e'?)\s+$"
        r"|\b(?:abit|resid|domicil|indirizzo|sede)\w*\W{1,3}$",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _going() -> re.Pattern[str]:
    """ "Vado via", "per via di"."""
    verbs = "|".join(sorted(roles()["saids"]))
    return re.compile(rf"\b(?:{verbs}|per|in\s+tutta)\s+$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _unit() -> re.Pattern[str]:
    """What makes a number no house's: "2 volte"."""
    return re.compile(rf"\s*(?:{'|'.join(sorted(roles()['units']))})\b", re.IGNORECASE)
