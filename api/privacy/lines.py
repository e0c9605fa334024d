# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that stand alone: a signature, a cell of a table, a row of a list. Spans are of words, first and last."""

from __future__ import annotations

import re
from bisect import bisect_left

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.naming import Rules

NOT_ALONE = frozenset({"given", "rare", "surname"})
ALONE = NOT_ALONE | {"unknown", "maybe", "short", "family"}
_ENDED = re.compile(r"[.!?]\s+$")
_ROW = re.compile(r"^[ \t]*(?:\d{1,2}[ ]?[).\-]|[-*•>–])[ ]+(?P<item>[^\n,:;(|\d]+)", re.MULTILINE)
_TABLE = re.compile(r"^[^\n|\t]*[|\t][^\n]*$", re.MULTILINE)
_CELL = re.compile(r"[^|\t\n]+")
_MOST = 4
"""Words of a name in a row."""


def find_signatures(rules: Rules) -> list[tuple[int, int]]:
    """Words of lines, but the first, and last sentences that are a name: one to three words, all with capitals."""
    words, found, first = rules.words, [], 0
    for index, word in enumerate(words[1:], start=1):
        if "\n" in word.gap or _ENDED.search(word.gap):
            first = index
        following = words[index + 1] if index + 1 < len(words) else None
        ends = following is None or "\n" in following.gap
        if first and ends and _is_signature(rules, first, index):
            found.append((first, index))
    return found


def _is_signature(rules: Rules, first: int, last: int) -> bool:
    words = rules.words[first : last + 1]
    lined = "\n" in words[0].gap
    if len(words) > 3 or any(not word.capital or rules.is_role(word) for word in words):
        return False
    asked = "?" in rules.text[words[-1].end : words[-1].end + 2]
    if any(word.gap not in (" ", ". ", "-") for word in words[1:]) or rules.is_firm(first) or asked:
        return False
    strange = [
        word.kind in NOT_ALONE or (word.kind in ("unknown", "word") and not lexicon.is_everyday(word.low))
        for word in words
    ]
    kinds = {word.kind for word in words}
    if not strange[0] or not kinds <= ALONE | {"letter", "word"} or (kinds == {"word"} and not lined):
        return False
    return len(words) > 1 or not lexicon.is_everyday_misspelt(words[0].low)


def find_rows(rules: Rules) -> list[tuple[int, int]]:
    """Cells of a table and items of a list that are a name: "| Altea Pentolacci |", "1) Altea Pentolacci, 3 anni"."""
    text = rules.text
    if "\n" not in text and "|" not in text:
        return []
    cells = [cell.span() for row in _TABLE.finditer(text) for cell in _CELL.finditer(text, *row.span())]
    items = [match.span("item") for match in _ROW.finditer(text)]
    found = [_named(rules, *span, alone=True) for span in cells] + [_named(rules, *span) for span in items]
    return [span for span in found if span is not None]


def _named(rules: Rules, start: int, end: int, alone: bool = False) -> tuple[int, int] | None:
    """The words of a piece of text, if they are a name; ``alone``: one word may be one."""
    words = rules.words
    first = bisect_left(words, start, key=lambda word: word.start)
    last = bisect_left(words, end, key=lambda word: word.start) - 1
    named = words[first : last + 1]
    if not 0 < len(named) <= _MOST or rules.text[named[-1].end : end].strip(" .'-"):
        return None
    if any(not word.capital or rules.is_role(word) for word in named) or rules.is_firm(first):
        return None
    if any(word.gap not in (" ", ". ", "-", "'") for word in named[1:]):
        return None
    kinds = {word.kind for word in named}
    if not kinds <= ALONE | {"letter", "word"} or kinds <= {"word", "letter"}:
        return None
    if len(named) == 1:
        strange = named[0].kind == "unknown" and rules.sounds_like_a_name(named[0].low)
        return (first, last) if alone and (strange or kinds <= {"given", "rare"}) else None
    return (first, last)
