# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telephone numbers in the ways that Italians write them: grouped, dotted, spelled out, or split by words."""

from __future__ import annotations

import re
from functools import lru_cache

from welfare_point.api.privacy import lexicon

Span = tuple[int, int]

_DATE = r"(?:0?[1-9]|[12]\d|3[01])[./\-](?:0?[1-9]|1[0-2])[./\-](?:(?:19|20)\d\d|\d\d)"
_TIME = r"(?:(?:[01]?\d|2[0-4])[.:,][0-5]\d|(?:[01]\d|2[0-4])(?:00|15|30|45))"
# Digits that are no telephone's: dates, hours, amounts, public numbers, years.
_OTHER = re.compile(
    rf"(?<![\d./\-+]){_DATE}(?:\s?[-/]\s?{_DATE})?(?![./]?\d)"
    r"|(?<![\d./\-])(?:19|20)\d\d-\d\d-\d\d(?!\d)"
    rf"|(?<![\d.:]){_TIME}\s?(?:[-/]|alle|e)\s?{_TIME}(?![\d.:])"
    r"|(?<![\d.])\d{1,3}(?:\.\d{3})*\.(?:000|500)(?![./\-]?\d)"
    r"|(?:€|\beuro|\beur)\s?\d[\d.,' ]{0,9}\d|(?<!\d)\d[\d.,']{0,8}\s?(?:€|euro\b|eur\b|mila\b)"
    r"|(?<!\d)(?:80[03]|84[0348]|89[29]|199|178)[\s.\-]?\d{3}[\s.\-]?\d{0,3}(?!\d)"
    r"|(?<!\d)(?:116[\s.]?117|1522|19[\s.]?6[\s.]?96)(?!\d)"
    r"|(?<![\d/])\d{1,4}/(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d(?:\s?[-/]\s?(?:19|20)?\d\d){1,2}(?!\d)",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"(?<![\w#])(?:\+|00)?\s?\(?\d(?:[ \n.\-/()·_|*]{0,3}\d){5,24}(?![^\W_])")
_GROUP = re.compile(r"\+?\d+")
_FOREIGN = re.compile(r"(?<!\w)(?:\+|00(?=[1-9]))\s?\d(?:[\s.\-/()]{0,2}\d){7,14}(?!\d)")
_UNIT = "(?:uno|due|tre|quattro|cinque|sei|sette|otto|nove)"
_TEN = "(?:vent|trent|quarant|cinquant|sessant|settant|ottant|novant)"
_SPELLED = (
    rf"(?:zero|un[oa]?|{_UNIT}|dieci|undici|dodici|tredici|quattordici|quindici|sedici|diciassette|diciotto"
    rf"|diciannove|{_UNIT}?cento\w*|{_TEN}[aio]?{_UNIT}?|doppio|triplo|\d{{1,4}})'?"
)
_DICTATED = re.compile(
    rf"(?<!\w){_SPELLED}(?:[\s,.\-]{{1,3}}(?:e\s)?{_SPELLED}){{4,18}}(?!\w)", re.IGNORECASE
)
_COUNTING = "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici"
# Nine digits, all together or in groups, of a mobile of old; the rest are amounts.
_SHORT_MOBILE = re.compile(r"\d{9}|\d{3}[\s.\-/]+(?:\d{6}|\d{2,3}[\s.\-/]\d{2,3}(?:[\s.\-/]\d{2})?)")
_NEAR = 40  # characters before a number in which a word says that it is a telephone's
_DIGITS = range(8, 14)
_SPOKEN = 7  # digits of a dictated number at least; one less after "telefono"


def find_phones(text: str) -> list[Span]:
    """The spans of a folded text that are telephone numbers."""
    masked = _OTHER.sub(lambda match: "#" * len(match.group()), text)
    spans = [match.span() for match in _FOREIGN.finditer(masked)]
    for match in _GROUPS.finditer(masked):
        spans.extend(_numbers_in(masked, match.start(), match.end()))
    spans += [match.span() for match in _DICTATED.finditer(masked) if _is_dictated(match)]
    spans += [match.span(1) for match in _split().finditer(masked) if _count(match[1]) in _DIGITS]
    return spans


def is_other_number(text: str, start: int, end: int) -> bool:
    """Whether what looks like a telephone is a short code, a date, an hour, an amount or a public number."""
    digits = _count(text[start:end])
    around = _OTHER.finditer(text, max(0, start - _NEAR), min(len(text), end + _NEAR))
    return digits < _DIGITS.start or any(m.start() < end and start < m.end() for m in around)


def _numbers_in(text: str, start: int, end: int) -> list[Span]:
    """Groups of digits taken together while they make a number, the longest run first."""
    groups = [match.span() for match in _GROUP.finditer(text, start, end)]
    called = _is_called(text, start)
    spans: list[Span] = []
    first = 0
    while first < len(groups):
        last = next(
            (
                last
                for last in range(len(groups) - 1, first - 1, -1)
                if _is_number(text[groups[first][0] : groups[last][1]], called)
            ),
            None,
        )
        if last is None:
            first += 1
            continue
        spans.append((groups[first][0], groups[last][1]))
        first = last + 1
    return spans


def _is_number(written: str, called: bool) -> bool:
    digits = "".join(c for c in written if c.isdigit())
    if digits.startswith("0039"):
        digits = digits[4:]
    elif digits.startswith("39") and (written.startswith("+") or len(digits) == 12):
        digits = digits[2:]
    elif written.startswith("+"):
        return len(digits) in range(8, 16)
    if digits.startswith("3") and len(digits) in ((9, 10, 11) if called else (10,)):
        return not written.endswith(".000")
    if digits.startswith("3") and len(digits) == 9:
        return _SHORT_MOBILE.fullmatch(written) is not None
    if digits.startswith("0") and digits[1:2] not in ("", "0") and len(digits) in range(8, 12):
        return True
    return called and len(digits) in range(6, 12)


def _is_called(text: str, start: int) -> bool:
    return bool(_said().search(text[max(0, start - _NEAR) : start]))


def _is_dictated(match: re.Match[str]) -> bool:
    """Whether number words are a telephone's: seven digits or more, and not somebody who counts."""
    tokens = [token for token in re.findall(r"\w+", match.group().lower()) if token != "e"]
    if all(token.isdigit() for token in tokens):
        return False
    size = sum(len(token) if token.isdigit() else (3 if "cent" in token else 1) for token in tokens)
    called = _is_called(match.string, match.start())
    return called if " ".join(tokens) in _COUNTING else size >= _SPOKEN - called


def _count(written: str) -> int:
    return sum(c.isdigit() for c in written)


@lru_cache(maxsize=1)
def _said() -> re.Pattern[str]:
    """A word for telephones, and at most four more words, at the end of what stands before a number."""
    words = lexicon.alternatives(lexicon.content("context.yml")["phone_words"].replace(" ", "|"))
    return re.compile(rf"\b(?:{words})\b\W*(?:\w+\W+){{0,4}}\W*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _split() -> re.Pattern[str]:
    """A number whose groups are parted by words: "333 poi 123 e poi 4567"."""
    context = lexicon.content("context.yml")
    words, fillers = (
        lexicon.alternatives(context[key].replace(" ", "|")) for key in ("phone_words", "fillers")
    )
    return re.compile(
        rf"\b(?:{words})\b[^\d\n]{{0,30}}"
        rf"(\d[\d\s.\-/]*(?:[\s,.;\-]*(?:\b(?:{fillers})\b[\s,.:]*){{0,4}}\d[\d\s.\-/]*){{1,8}}\d)",
        re.IGNORECASE,
    )
