# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Comuni as offices write them, and coordinates as spreadsheets do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from welfare_point.catalogue.exchange.errors import CellRefusedError
from welfare_point.catalogue.reference import (
    PROVINCES,
    REGION,
    Municipality,
    municipalities,
    plain,
)

from .words import said

LATITUDES = (44.6, 46.7)
LONGITUDES = (8.4, 11.5)
"""Lombardy's, in degrees; they do not overlap, so that swapped ones are known for certain."""
FAR_KM = 25
"""Further from the middle of its comune no place of Lombardy is."""

_SURE, _MARGIN, _HINT = 85, 6, 70
"""Likeness (0-100) at which a slip is put right, by how much it must beat the next, and that of a hint."""
_SHORTEST = 5
_IN_BRACKETS = re.compile(r"\s*\(([A-Za-z]{2})\)\s*$")
_DEGREES = re.compile(r"-?[0-9]{1,3}([.,][0-9]+)?")


class RefusedError(CellRefusedError):
    """A cell does not say what it should; its text is one of the sentences of this folder."""

    def __init__(self, key: str, **details: object) -> None:
        ValueError.__init__(self, said(key, **details))


def province_of(cell: str) -> str:
    """The sign of a province written as sign or name. Raises RefusedError."""
    sign = cell.strip().upper()
    found = sign if sign in PROVINCES else _provinces().get(plain(cell))
    if found is None:
        raise RefusedError("province_known")
    return found


def comune_of(cell: str, province: str | None) -> tuple[Municipality, bool]:
    """The comune, and whether it is written as it is called today. Raises RefusedError.

    Former names count. A slip is put right only if the province is known and one comune of it is meant.
    """
    if bracketed := _IN_BRACKETS.search(cell):
        cell, province = cell[: bracketed.start()], province or province_of(bracketed[1])
    if found := municipalities().get(cell.strip()):
        return found, True
    wanted = plain(cell)
    if found := _names().get(wanted):
        return found, True
    former = {m.istat: m for m in _former().get(wanted, ()) if province in (None, m.province)}
    if len(former) == 1:
        return next(iter(former.values())), False
    near = {name: m for name, m in _names().items() if province in (None, m.province)}
    likely = process.extract(wanted, list(near), scorer=fuzz.ratio, limit=3, score_cutoff=_HINT)
    if province and len(wanted) >= _SHORTEST and likely and likely[0][1] >= _SURE:
        behind = likely[1][1] if len(likely) > 1 else 0
        if likely[0][1] - behind >= _MARGIN:
            return near[likely[0][0]], False
    names = ", ".join(near[name].name for name, *_ in likely)
    raise RefusedError("municipality", hint=said("municipality_hint", names=names) if names else "")


def degrees(cell: str) -> float:
    """A number with decimal comma or point. Raises RefusedError."""
    if not _DEGREES.fullmatch(cell.strip()):
        raise RefusedError("number")
    return float(cell.strip().replace(",", "."))


def inside(value: float, bounds: tuple[float, float]) -> bool:
    """Whether it lies between the bounds."""
    return bounds[0] <= value <= bounds[1]


def area_around(municipality: Municipality, kind: str) -> str:
    """The code of the service area that is the comune, or its provincia, ats or regione."""
    return {
        "comune": municipality.istat,
        "provincia": f"prov:{municipality.province}",
        "ats": f"ats:{municipality.ats}",
        "regione": REGION,
    }[kind]


@lru_cache(maxsize=1)
def _provinces() -> Mapping[str, str]:
    return {plain(name): sign for sign, name in PROVINCES.items()}


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Municipality]:
    return {plain(m.name): m for m in municipalities().values()}


@lru_cache(maxsize=1)
def _former() -> Mapping[str, tuple[Municipality, ...]]:
    found: dict[str, tuple[Municipality, ...]] = {}
    for municipality in municipalities().values():
        for name in municipality.former_names:
            found[plain(name)] = (*found.get(plain(name), ()), municipality)
    return found
