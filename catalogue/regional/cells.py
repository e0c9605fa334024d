# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells as public offices fill them: codes of bodies, contacts, words that stand for our values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from welfare_point.catalogue.exchange import cells
from welfare_point.catalogue.reference import plain

from .places import RefusedError

_OF_A_BODY = re.compile(r"[0-9]{11}")
_OF_A_PERSON = re.compile(r"[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]")
_POSTAL = re.compile(r"[0-9]{5}")
_BETWEEN = re.compile(r"[;,\s]+")
_WHOLE_DECIMAL = re.compile(r"([0-9]+)[.,]0+")


def fiscal_code(cell: str) -> str | None:
    """The code of a body, 11 digits; none for that of a person, which is not kept. Raises RefusedError.

    The last digit is the control digit of the partita IVA, which codici fiscali of bodies have too.
    """
    code = re.sub(r"\s", "", cell).upper().removeprefix("IT")
    if _OF_A_PERSON.fullmatch(code):
        return None
    code = code.zfill(11) if code.isdigit() else code  # spreadsheets drop zeros at the start
    if not _OF_A_BODY.fullmatch(code) or not _is_controlled(code):
        raise RefusedError("fiscal")
    return code


def postal_code(cell: str) -> str:
    """Five digits. Raises RefusedError."""
    if not _POSTAL.fullmatch(cell):
        raise RefusedError("postal_code")
    return cell


def whole(cell: str) -> int:
    """A whole number, also as a spreadsheet writes it: ``20.0``."""
    decimal = _WHOLE_DECIMAL.fullmatch(cell)
    return cells.whole(decimal[1] if decimal else cell)


def email(cell: str) -> str:
    """The first of the addresses."""
    return cells.email(next(part for part in _BETWEEN.split(cell) if part) if cell.strip(" ;,") else cell)


def url(cell: str) -> str | None:
    """An address of the web, with or without ``https://``; none for an e-mail address written there."""
    if "@" in cell and "/" not in cell:
        return None
    return cells.url(cell if "://" in cell else f"https://{cell}")


def mapped(cell: str, values: Mapping[str, str | None]) -> str | None:
    """The value of the first words that the cell contains. Raises RefusedError."""
    for words, value in values.items():
        if plain(words) in plain(cell):
            return value
    raise RefusedError("value", choices=", ".join(values))


def _is_controlled(code: str) -> bool:
    digits = [int(digit) for digit in code]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
