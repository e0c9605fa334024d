# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Personal data told by their shape, or by a shape after a telling word: documents, codes, accounts, handles.

The patterns are in ``content/shapes.yml``. The shape is enough: a codice fiscale with one wrong letter is
still somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from welfare_point.api.privacy import lexicon
from welfare_point.api.privacy.words import roles

FLAGS = int(re.IGNORECASE | re.VERBOSE)
SCORES = {"said": 1.0, "sure": 0.9, "likely": 0.7, "weak": 0.5}
_NO_CASE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d[/-]\d{2,4}|\d{1,3}/(?:19|20)\d\d")
_LISTS = ("numbered", "secrets")


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern of an entity. ``check`` refuses what only looks like it; ``score`` decides overlaps."""

    entity: str
    pattern: str
    score: float
    check: Callable[[str], bool] | None


def shapes() -> list[Shape]:
    """All shapes of ``shapes.yml``, with the words of ``context.yml`` in their places."""
    table = lexicon.content("shapes.yml")
    context = lexicon.content("context.yml")
    parts = table["parts"] | {
        **{name: lexicon.alternatives(context[name]) for name in _LISTS},
        **{name: "|".join(context[name].split()) for name in ("networks", "top_domains")},
    }
    return [
        Shape(
            entity=row["entity"],
            pattern=re.sub(r"<(\w+)>", lambda match: f"(?:{parts[match[1]]})", row["pattern"]),
            score=SCORES[row["score"]],
            check=_CHECKS[row["check"]] if "check" in row else None,
        )
        for row in table["shapes"]
    ]


def has_four_digits(text: str) -> bool:
    """False for words that happen to have the letters of a code."""
    return sum(c.isdigit() for c in text) >= 4


def has_eight_digits(text: str) -> bool:
    """False for words after "IBAN"."""
    return sum(c.isdigit() for c in text) >= 8


def is_not_words(text: str) -> bool:
    """False for "la 104 ha": the letters are words apart from the digits."""
    parts = text.lower().split()
    return len(parts) == 1 or roles()["no_plates"].isdisjoint(parts)


def is_plus_code(text: str) -> bool:
    """An open location code: "P3XF+8Q"."""
    return any(c.isdigit() for c in text) and set(text.upper()) <= set("23456789CFGHJMPQRVWX+ ")


def is_case_number(text: str) -> bool:
    """Refuses years, school years, dates and laws: "domanda 2026/27", "contratto 30/06/2026"."""
    digits = sum(c.isdigit() for c in text)
    return _NO_CASE.fullmatch(text) is None and (digits >= 5 or any(c.isalpha() for c in text))


def is_handle(text: str) -> bool:
    """A nickname, not an ordinary word, a body or a place."""
    low = text.strip(".").lower()
    if any(c.isdigit() or c in "_." for c in low):
        return True
    known = low in roles()["stop"] or low in roles()["organisations"] or low in lexicon.places()
    return not known and not lexicon.is_ordinary(low)


def is_private_page(text: str) -> bool:
    """False for the pages of public bodies, which are for all."""
    host = text.lower().split("//")[-1].split("/")[0].removeprefix("www.")
    public = lexicon.content("context.yml")["public_hosts"].split()
    return not any(host == suffix or host.endswith("." + suffix) for suffix in public)


_CHECKS: dict[str, Callable[[str], bool]] = {
    check.__name__: check
    for check in (
        has_four_digits,
        has_eight_digits,
        is_not_words,
        is_plus_code,
        is_case_number,
        is_handle,
        is_private_page,
    )
}
