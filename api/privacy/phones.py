# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telephone numbers in the ways that Italians write them: grouped, dotted, spelled out, or split by words."""

from __future__ import annotations

from functools import lru_cache

import regex

from welfare_point.api.privacy import lexicon

Span = tuple[int, int]

_DATE = r"(?:0?[1-9]|[12]\d|3[01])[./\-](?:0?[1-9]|1[0-2])[./\-](?:(?:19|20)\d\d|\d\d)"
_TIME = r"(?:(?:[01]?\d|2[0-4])[.:,][0-5]\d|(?:[01]\d|2[0-4])(?:00|15|30|45))"
# Digits that are no telephone's: dates, hours, amounts, public numbers, years.
_OTHER = regex.compile(
    rf"(?<![\d./\-+]){_DATE}(?:\s?[-/]\s?{_DATE})?(?![./]?\d)"
    r"|(?<![\d./\-])(?:19|20)\d\d-\d\d-\d\d(?!\d)"
    rf"|(?<![\d.:]){_TIME}\s?(?:[-/]|alle|e)\s?{_TIME}(?![\d.:])"
    r"|(?<![\d.])\d{1,3}(?:\.\d{3})*\.(?:000|500)(?![./\-]?\d)"
    r"|(?:€|\beuro|\beur)\s?\d[\d.,' ]{0,9}\d|(?<!\d)\d[\d.,']{0,8}\s?(?:€|euro\b|eur\b|mila\b)"
    r"|(?<!\d)(?:80[03]|84[0348]|89[29]|199|178)[\s.\-]?\d{3}[\s.\-]?\d{0,3}(?!\d)"
    r"|(?<!\d)(?:116[\s.]?117|1522|19[\s.]?6[\s.]?96)(?!\d)"
    r"|(?<![\d/])\d{1,4}/(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d(?:\s?[-/]\s?(?:19|20)?\d\d){1,2}(?!\d)",
    regex.IGNORECASE,
)
_GROUPS = regex.compile(r"(?<![\w#])(?:\+|00)?\s?\(?\d(?:[ \n.\-/()·_|*]{0,3}\d){5,24}(?![^\W_])")
_GROUP = regex.compile(r"\+?\d+")
_FOREIGN = regex.compile(r"(?<!\w)(?:\+|00(?=[1-9]))\s?\d(?:[\s.\-/()]{0,2}\d){7,14}(?!\d)")
_DIGITS_SPELLED = (
    r"(?:zero|un[oa]?|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici|sedici"
    r"|diciassette|diciotto|diciannove|(?:due|tre|quattro|cinque|sei|sette|otto|nove)?cento\w*"
    r"|(?:vent|trent|quarant|cinquant|sessant|settant|ottant|novant)(?:[aio]|[aio]?(?:uno|due|tre|quattro|cinque|sei|sette|otto|nove))?"
    r"|doppio|triplo|\d{1,4})'?"
)
_SPELLED = regex.compile(
    rf"(?<!\w){_DIGITS_SPELLED}(?:[\s,.\-]{{1,3}}(?:e\s)?{_DIGITS_SPELLED}){{4,18}}(?!\w)", regex.IGNORECASE
)
_NEAR = 40  # characters before a number in which a word says that it is a telephone's
_DIGITS = range(8, 14)


def find_phones(text: str) -> list[Span]:
    """The spans of a folded text that are telephone numbers."""
    masked = _OTHER.sub(lambda match: "#" * len(match.group()), text)
    spans = [match.span() for match in _FOREIGN.finditer(masked)]
    for match in _GROUPS.finditer(masked):
        spans.extend(_numbers_in(masked, match.start(), match.end()))
    spans.extend(
        match.span()
        for match in _SPELLED.finditer(masked)
        if _is_dictated(match.group(), masked, match.start())
    )
    spans.extend(match.span(1) for match in _split().finditer(masked) if _is_split_number(match.group(1)))
    return spans


def is_other_number(text: str, start: int, end: int) -> bool:
    """Whether what looks like a telephone is a short code, a date, an hour, an amount or a public number."""
    digits = sum(c.isdigit() for c in text[start:end])
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
        return (
            regex.fullmatch(
                r"\d{9}|\d{3}[\s.\-/]+\d{6}|\d{3}[\s.\-/]+\d{2,3}[\s.\-/]\d{2,3}(?:[\s.\-/]\d{2})?", written
            )
            is not None
        )
    if digits.startswith("0") and digits[1:2] not in ("", "0") and len(digits) in range(8, 12):
        return True
    return called and len(digits) in range(6, 12)


def _is_called(text: str, start: int) -> bool:
    return bool(_said().search(text[max(0, start - _NEAR) : start]))


def _is_dictated(written: str, text: str, start: int) -> bool:
    tokens = regex.findall(r"\w+", written.lower())
    spelled = [token for token in tokens if not token.isdigit() and token != "e"]
    size = sum(len(token) if token.isdigit() else (3 if "cent" in token else 1) for token in tokens)
    if not spelled or tokens == sorted(
        tokens, key=_COUNTED.get if all(t in _COUNTED for t in tokens) else str
    ):
        return _is_called(text, start) and bool(spelled)
    return size >= 7 or (size >= 6 and _is_called(text, start))


def _is_split_number(written: str) -> bool:
    return sum(c.isdigit() for c in written) in _DIGITS


@lru_cache(maxsize=1)
def _said() -> regex.Pattern[str]:
    words = "|".join(sorted(lexicon.content("context.yml")["phone_words"].split(), key=len, reverse=True))
    return regex.compile(rf"\b(?:{words})\b\W*(?:\w+\W+){{0,4}}\W*$", regex.IGNORECASE)


@lru_cache(maxsize=1)
def _split() -> regex.Pattern[str]:
    context = lexicon.content("context.yml")
    words = "|".join(sorted(context["phone_words"].split(), key=len, reverse=True))
    fillers = "|".join(sorted(context["fillers"].split(), key=len, reverse=True))
    return regex.compile(
        rf"\b(?:{words})\b[^\d\n]{{0,30}}(\d[\d\s.\-/]*(?:[\s,.;\-]*(?:\b(?:{fillers})\b[\s,.:]*){{0,4}}\d[\d\s.\-/]*){{1,8}}\d)",
        regex.IGNORECASE,
    )
