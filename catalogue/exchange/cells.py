# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the text of one cell to its value, and back. Readers get a trimmed cell that is not empty.

Every reader raises CellRefusedError for a cell that does not say what it should.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from welfare_point.catalogue.reference import (
    ATS,
    PROVINCES,
    REGION,
    find_municipality,
    municipalities,
    topics,
)

from .errors import CellRefusedError

Reader = Callable[[str], Any]

MAXIMUM_AGE = 130
# ASCII digits only, and no more than fit in any database.
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]+)?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+")
_HOST = re.compile(r"[^\s.]+(\.[^\s.]+)+")
# What a spreadsheet takes for a formula (OWASP, CSV injection), also behind apostrophes: so that one can be told
# from another, those of the text stay and ours is one more.
_FORMULA = re.compile(r"'*(?:[=@\t\r＝＋－＠]|[+\-](?![\d\s./()\-]*$))")
"""A telephone number ("+39 035 ...") has only figures after its sign: it is no formula that could do harm."""


def text(cell: str) -> str:
    """Any text."""
    return cell


def choice(*choices: str) -> Reader:
    """One of these words."""

    def read(cell: str) -> str:
        if cell not in choices:
            raise CellRefusedError("choice", choices=", ".join(choices))
        return cell

    return read


def listed(item: Reader) -> Reader:
    """A list of items separated by semicolons, without empty items or repetitions."""

    def read(cell: str) -> tuple[str, ...]:
        items = (part.strip() for part in cell.split(";"))
        return tuple(dict.fromkeys(item(part) for part in items if part))

    return read


def choices(*choices: str) -> Reader:
    """A list of some of these words."""

    def read(item: str) -> str:
        if item not in choices:
            raise CellRefusedError("choices", choices=", ".join(choices), item=item)
        return item

    return listed(read)


def boolean(cell: str) -> bool:
    """``true`` or ``false``."""
    if cell not in ("true", "false"):
        raise CellRefusedError("boolean")
    return cell == "true"


def age(cell: str) -> float:
    """Years, from 0 to 130."""
    years = _number(cell, "age")
    if not 0 <= years <= MAXIMUM_AGE:
        raise CellRefusedError("age_range")
    return years


def amount(cell: str) -> float:
    """Euro, not negative."""
    euro = _number(cell, "amount")
    if euro < 0:
        raise CellRefusedError("amount")
    return euro


def latitude(cell: str) -> float:
    """Degrees from -90 to 90."""
    return _degrees(cell, "latitude", 90)


def longitude(cell: str) -> float:
    """Degrees from -180 to 180."""
    return _degrees(cell, "longitude", 180)


def whole(cell: str) -> int:
    """A whole number, not negative."""
    if not _WHOLE.fullmatch(cell):
        raise CellRefusedError("whole")
    return int(cell)


def date(cell: str) -> dt.date:
    """An ISO date that exists."""
    if not _DATE.fullmatch(cell):
        raise CellRefusedError("date")
    try:
        return dt.date.fromisoformat(cell)
    except ValueError:
        raise CellRefusedError("date") from None


def time(cell: str) -> dt.time:
    """``HH:MM`` from 00:00 to 23:59."""
    if not _TIME.fullmatch(cell):
        raise CellRefusedError("time")
    return dt.time.fromisoformat(cell)


def email(cell: str) -> str:
    """Something that has the form of an e-mail address."""
    if not _EMAIL.fullmatch(cell):
        raise CellRefusedError("email")
    return cell


def url(cell: str) -> str:
    """An address of the web, with its ``https://``."""
    try:
        parts = urlsplit(cell)
        host = parts.hostname or ""
    except ValueError:
        raise CellRefusedError("url") from None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or re.search(r"\s", cell):
        raise CellRefusedError("url")
    return cell


def topic(item: str) -> str:
    """A code of the taxonomy."""
    if item not in topics():
        raise CellRefusedError("topic", item=item)
    return item


def municipality(cell: str) -> str:
    """The ISTAT code of a comune of Lombardy that is written as code or name."""
    found = find_municipality(cell)
    if found is None:
        raise CellRefusedError("municipality")
    return found.istat


def area(item: str, ambiti: Collection[str] = ()) -> str:
    """A code of a service area; ``ambiti``: the identifiers of the Ambiti that are known."""
    kind, code = item.split(":", 1) if ":" in item else (None, item)
    known = {None: municipalities(), "prov": PROVINCES, "ats": ATS, "ambito": ambiti}
    if item != REGION and code not in known.get(kind, ()):
        raise CellRefusedError("area", item=item)
    return item


def ambito_id(cell: str) -> str:
    """An identifier that can stand in a list of service areas."""
    if re.search(r"[\s;]", cell):
        raise CellRefusedError("ambito_id")
    return cell


def written(value: Any) -> str:
    """The cell for a value, such that its reader gives the value back."""
    match value:
        case None | False | ():
            return ""
        case True:
            return "true"
        case tuple():
            return ";".join(value)
        case float():
            return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
        case dt.time():
            return value.strftime("%H:%M")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def neutralised(cell: str) -> str:
    """The cell such that a spreadsheet shows it and does not run it: with an apostrophe before a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_meant(cell: str) -> str:
    """The cell without the apostrophe of ``neutralised``; any other is as it stands."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _number(cell: str, kind: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise CellRefusedError(kind)
    return float(cell)


def _degrees(cell: str, kind: str, limit: int) -> float:
    degrees = _number(cell, kind)
    if abs(degrees) > limit:
        raise CellRefusedError(kind)
    return degrees
