# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parameters of the open directory, read one by one: whatever is wrong is told in Italian, all at once.

A parameter that does not exist is refused: with a filter whose name is mistyped, all services would seem to fit.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi import Request

from welfare_point.api.problems import BadRequest
from welfare_point.api.words import words
from welfare_point.catalogue.exchange import cells
from welfare_point.catalogue.exchange.columns import CALENDAR_SCOPES
from welfare_point.catalogue.exchange.errors import CellRefusedError
from welfare_point.catalogue.filtering import WEEKDAYS
from welfare_point.catalogue.hsds import term_id
from welfare_point.catalogue.reference import municipalities, topics
from welfare_point.catalogue.taxonomy import TAXONOMY_ID

LONGEST_TEXT = 200
LAST_PAGE = 1_000_000
FARTHEST_KM = 300
STATUSES = ("active", "inactive", "temporarily_closed", "defunct")
ALIASES = {"days": "day", "periods": "period", "ages": "age", "q": "text"}
"""Names that the rest of the API has for the same."""

_DISTANCE = re.compile(r"([0-9]{1,7}(?:\.[0-9]+)?) ?(km|m|)")


class _RefusedError(ValueError):
    """A value that is no good; its text is what was expected."""


def _refuse(kind: str, **details: Any) -> _RefusedError:
    return _RefusedError(words(f"directory.expected.{kind}", **details))


def _whole(first: int, last: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not first <= int(value) <= last:
            raise _refuse("whole", first=first, last=last)
        return int(value)

    return read


def _text(value: str) -> str:
    if len(value) > LONGEST_TEXT or "\0" in value or "�" in value:
        raise _refuse("text", characters=LONGEST_TEXT)
    return value


def _known(names: Callable[[], Collection[str]], kind: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in names():
            raise _refuse(kind)
        return value

    return read


def _truth(value: str) -> bool:
    if value.lower() not in ("true", "false", "1", "0"):
        raise _refuse("truth")
    return value.lower() in ("true", "1")


def _status(value: str) -> str:
    return cells.choice(*STATUSES, "any")(value.replace(" ", "_"))  # type: ignore[no-any-return]


def _moment(value: str) -> dt.datetime:
    """A day or a moment; without a time zone it is UTC. A plus sign that came unescaped is a space."""
    try:
        moment = dt.datetime.fromisoformat(re.sub(r" (?=\d\d:?\d\d$)", "+", value))
    except ValueError:
        raise _refuse("moment") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _distance(value: str) -> float:
    read = _DISTANCE.fullmatch(value)
    kilometres = float(read[1]) / (1000 if read[2] == "m" else 1) if read else 0
    if not 0 < kilometres <= FARTHEST_KM:
        raise _refuse("distance", farthest=FARTHEST_KM)
    return kilometres


@cache
def postcodes() -> Mapping[str, tuple[str, ...]]:
    """The comuni (ISTAT) of each CAP."""
    found: dict[str, tuple[str, ...]] = {}
    for comune in municipalities().values():
        for code in comune.caps:
            found[code] = (*found.get(code, ()), comune.istat)
    return found


READERS: Mapping[str, Callable[[str], Any]] = {
    "page": _whole(1, LAST_PAGE),
    "per_page": _whole(1, 500),
    "full": _truth,
    "minimal": _truth,
    "full_service": _truth,
    "top_only": _truth,
    "format": cells.choice("json"),
    "search": _text,
    "text": _text,
    "taxonomy_id": _known(lambda: (TAXONOMY_ID,), "taxonomy"),
    "taxonomy_term_id": _known(lambda: {term_id(code) for code in topics()}, "term"),
    "topic": _known(topics, "topic"),
    "organization_id": _text,
    "parent_id": _text,
    "audience": cells.choice("persona", "impresa"),
    "status": _status,
    "municipality": _known(municipalities, "municipality"),
    "postcode": _known(postcodes, "postcode"),
    "proximity": _distance,
    "latitude": cells.latitude,
    "longitude": cells.longitude,
    "age": cells.age,
    "period": cells.choice(*CALENDAR_SCOPES),
    "day": cells.choice(*WEEKDAYS),
    "time": cells.time,
    "time_from": cells.time,
    "time_to": cells.time,
    "cost": cells.choice("gratuito", "pagamento", "isee", "voucher"),
    "modified_after": _moment,
    "open_on": cells.date,
}


@cache
def _described() -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_name("parameters.yml").read_text("utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def described(names: Collection[str]) -> dict[str, Any]:
    """What the description for programs (OpenAPI) says of the parameters of a route."""
    told = {name: _described()[name] for name in names}
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "description": one["text"],
                "schema": {"type": "array", "items": {"type": one["type"]}}
                if one.get("many")
                else {"type": one["type"]},
            }
            for name, one in told.items()
        ]
    }


def read(request: Request, names: Collection[str]) -> dict[str, Any]:
    """The values of the parameters of a route, without those that are empty; lists are tuples.

    Raises :class:`BadRequest` with all that is wrong.
    """
    values: dict[str, Any] = {}
    errors = []
    for given, value in request.query_params.multi_items():
        name = ALIASES.get(given, given)
        if name not in names:
            known = ", ".join(names) or "-"
            errors.append((given, words("directory.unknown_parameter", name=given, known=known)))
            continue
        many = _described()[name].get("many", False)
        reader = READERS[name]
        if name == "per_page" and request.query_params.get("minimal") in ("true", "1"):
            reader = _whole(1, 10_000)
        for item in re.split("[,;]", value) if many else [value]:
            if not item.strip():
                continue
            try:
                read_value = reader(item.strip())
            except (CellRefusedError, _RefusedError) as refused:
                sentence = words("directory.parameter", name=given, value=item.strip()[:80], expected=refused)
                errors.append((given, sentence))
            else:
                values[name] = (*values.get(name, ()), read_value) if many else read_value
    stop_on(errors)
    return values


def stop_on(errors: list[tuple[str, str]]) -> None:
    """Refuse the request if there are any ``(parameter, sentence)``."""
    if errors:
        detail = " ".join(dict.fromkeys(sentence for _, sentence in errors))
        fields = [{"field": name, "message": sentence} for name, sentence in errors]
        raise BadRequest(detail, errors=fields)
