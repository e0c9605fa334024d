# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parameters of the open data, read one by one: whatever is wrong is told in Italian, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from starlette.datastructures import QueryParams

from welfare_point.api.problems import BadRequest
from welfare_point.api.words import words
from welfare_point.catalogue.opendata.counting import ALL_CAUSES
from welfare_point.catalogue.opendata.periods import MONTHS, period_named
from welfare_point.catalogue.opendata.tabulating import ALL, MET, OTHER, UNKNOWN, UNMET
from welfare_point.catalogue.reference import ATS, REGION, municipalities, topics

LAST_PAGE, MOST_ROWS = 1_000_000, 10_000
PAGING = ("page", "per_page")
PLACE_TYPES = ("region", "ats", "ambito", "municipality", OTHER)


class _RefusedError(ValueError):
    """A value that is no good; its text is what was expected."""


def _refuse(kind: str, **details: Any) -> _RefusedError:
    return _RefusedError(words(f"open_data.expected.{kind}", **details))


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise _refuse("one_of", choices=", ".join(choices))
        return value

    return read


def _topic(value: str) -> str:
    if value not in topics() and value not in (UNKNOWN, OTHER, ALL):
        raise _refuse("topic")
    return value


def _period(value: str) -> str:
    if period_named(value) is None:
        raise _refuse("period")
    return value


def _place(value: str) -> str:
    kind, _, code = value.rpartition(":")
    known = code in municipalities() or code == UNKNOWN if not kind else kind == "ambito" and "\0" not in code
    if not known and value != REGION and not (kind == "ats" and code in (*ATS, UNKNOWN)):
        raise _refuse("place")
    return value


def _whole(first: int, last: int) -> Callable[[str], str]:
    def read(value: str) -> str:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not first <= int(value) <= last:
            raise _refuse("whole", first=first, last=last)
        return value

    return read


READERS: Mapping[str, Callable[[str], str]] = {
    "period_type": _one_of(*MONTHS, OTHER),
    "period": _period,
    "ats": _one_of(*ATS, UNKNOWN, ALL),
    "outcome": _one_of(MET, UNMET, ALL),
    "topic": _topic,
    "place_type": _one_of(*PLACE_TYPES),
    "place": _place,
    "within": _place,
    "cause": _one_of(*ALL_CAUSES, OTHER, ALL),
    "page": _whole(1, LAST_PAGE),
    "per_page": _whole(1, MOST_ROWS),
}


def read(given: QueryParams, names: Collection[str]) -> dict[str, str]:
    """The values of parameters, without those that are empty. Raises :class:`BadRequest` with all that is wrong."""
    values: dict[str, str] = {}
    errors: list[tuple[str, str]] = []
    for name, value in given.multi_items():
        if name not in names:
            errors.append((name, words("open_data.unknown_parameter", name=name, known=", ".join(names))))
        elif name in values:
            errors.append((name, words("open_data.twice", name=name)))
        elif value:
            try:
                values[name] = READERS[name](value)
            except _RefusedError as refused:
                sentence = words("open_data.parameter", name=name, value=value[:80], expected=refused)
                errors.append((name, sentence))
    if errors:
        detail = " ".join(dict.fromkeys(sentence for _, sentence in errors))
        fields = [{"field": name, "message": sentence} for name, sentence in errors]
        raise BadRequest(detail, errors=fields)
    return values
