# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates of birth.

Day and month go and a four-digit year stays, since a child's age decides which services fit it, and a year
alone tells nobody from another.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

_MONTH = (
    "gen(?:naio)?|feb(?:braio)?|mar(?:zo)?|apr(?:ile)?|mag(?:gio)?|giu(?:gno)?|lug(?:lio)?|ago(?:sto)?"
    "|set(?:t|tembre)?|ott(?:obre)?|nov(?:embre)?|dic(?:embre)?"
)
_FOREIGN_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december|janvier|fevrier|mars"
    "|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|enero|febrero|abril|mayo|junio|julio"
    "|septiembre|octubre|noviembre|diciembre"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_SPELLED_DAY = (
    "primo|uno|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici"
    r"|sedici|diciassette|diciotto|diciannove|venti|vent\w{3,7}|trenta|trentuno"
)
_YEAR_FOLLOWS = r"(?=\s?[./\-\s]\s?(?:19|20)\d\d(?!\d))"
_DAY_MONTH = (
    rf"(?:{_DAY}\s?[./\-\s]\s?(?:0?[1-9]|1[0-2]){_YEAR_FOLLOWS}"
    rf"|{_DAY}\s?[./\-]\s?(?:0?[1-9]|1[0-2])(?:\s?[./\-]\s?\d\d)?(?!\d)"
    rf"|(?:{_DAY}[°oa^]?|\b(?:{_SPELLED_DAY})'?)[\s\-/]+(?:di\s+)?(?:{_MONTH})\b\.?"
    r"(?:[\s\-/]*(?:del(?:l)?\s?)?'?(?<!\d)\d\d(?!\d))?"
    rf"|{_DAY}(?:st|nd|rd|th|er)?\s+(?:of\s+|de\s+)?(?:{_FOREIGN_MONTH})\b"
    rf"|(?:{_FOREIGN_MONTH})\s+{_DAY}(?:st|nd|rd|th)?\b"
    rf"|{_DAY}\s?[./\-\s]\s?(?:x?i{{1,3}}|i?[vx]|vi{{1,3}}){_YEAR_FOLLOWS}"
    rf"|{_DAY}(?:0[1-9]|1[0-2])(?=(?:19|20)\d\d(?!\d)))"
)
_MONTH_DAY = r"(?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01])(?!\d)"
_SAID = (
    r"nat[oaie]|nascita|nacqu[ei]|compleanno|compi[eo]\s+gli\s+anni|d\.?\s?d?\.?n\.?|dob|sono\s+del|classe(?=\s+\d{1,2}[./-]\d{1,2}[./-])|festeggia|gli\s+anni|born|birthday|birth|nee?\s+le|nacid?[oa]"
    r"|(?:figli[oa]|bimb[oa]|bambin[oa]|lui|lei|grande|piccol[oa])\s+e'\s+del"
)
_BORN = re.compile(
    rf"\b(?:{_SAID})\b(?P<between>[^\d\n!?;]{{0,60}}?)(?<![\d/])"
    rf"(?:(?P<date>{_DAY_MONTH})|(?:19|20)\d\d[-/.](?P<iso>{_MONTH_DAY}))",
    re.IGNORECASE,
)
# "Compie 3 anni il 2 gennaio", "li compie il 4 luglio"
_TURNING = re.compile(
    rf"\b(?:compi\w{{1,6}}(?:\s+(?:gli\s+anni|\w{{1,14}}\s+(?:anni|anno|mesi)|\w{{1,14}}(?=\s+il\b)))?"
    r"|fa(?:ra'?)?\s+(?:\d{1,3}|\w{2,14})\s+ann[oi]|candeline)\s+"
    rf"(?:proprio\s+)?(?:il\s+|l'\s?|a\s+|questo\s+)?(?P<date>{_DAY_MONTH})",
    re.IGNORECASE,
)
_EXPECTED = re.compile(r"previst|presunt|nascera|scade|entro|dal\b", re.IGNORECASE)
# A full date of long ago is a birth, unless a law's.
_OLD_YEAR = r"(?:19[2-9]\d|200\d|201[0-2])"
_LONG_AGO = re.compile(
    rf"(?<![\d./\-])(?:{_DAY}\s?[./\-]\s?(?:0?[1-9]|1[0-2])(?=\s?[./\-]\s?{_OLD_YEAR}(?![\d./]))"
    rf"|{_DAY}[°]?\s+(?:{_MONTH})(?=\s+(?:del\s+)?{_OLD_YEAR}\b(?!,?\s*n)))",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\b(?:legge|l|decreto|d\.?\s?lgs|dlgs|d\.?p\.?r|ccnl|circolare|delibera|dgr|regolamento"
    r"|assunt[ao]|sposat[aio]|fondat[ao]|dal|del)\b\W*(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)


def find_birth_dates(text: str) -> list[Span]:
    """Day and month of the dates of birth in a folded text."""
    spans: list[Span] = []
    for match in _BORN.finditer(text):
        if not _EXPECTED.search(match["between"]):
            spans.append(match.span("date") if match["date"] else match.span("iso"))
    spans.extend(match.span("date") for match in _TURNING.finditer(text))
    spans.extend(
        m.span()
        for m in _LONG_AGO.finditer(text)
        if not _LAW.search(text[max(0, m.start() - 30) : m.start()])
    )
    return spans
