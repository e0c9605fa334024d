# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Areas as sets of comuni: whom a service with these areas is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.demand.filters import UNKNOWN, Filters
from welfare_point.catalogue.models import MunicipalityAmbito
from welfare_point.catalogue.reference import area_codes, municipalities

Codes = frozenset[str]
"""Service areas as in the file: ``016024``, ``prov:BG``, ``ambito:…``."""
Comuni = frozenset[str]
"""ISTAT codes."""
Numbers = np.ndarray[tuple[int], np.dtype[np.intp]]


class Territory:
    """The comuni within each area; ``ambiti``: the Ambito of a comune, by ISTAT code.

    The other way round of ``offers.areas_of``, for all comuni at once.
    """

    def __init__(self, ambiti: Mapping[str, str]) -> None:
        within: dict[str, set[str]] = {}
        for istat, comune in municipalities().items():
            ambito = {f"ambito:{ambiti[istat]}"} if istat in ambiti else set()
            for code in area_codes(comune) | ambito:
                within.setdefault(code, set()).add(istat)
        self._within = {code: frozenset(comuni) for code, comuni in within.items()}
        self._known: dict[Codes, Comuni] = {}
        self._numbered: dict[Codes, Numbers] = {}
        self.place = {istat: place for place, istat in enumerate(municipalities())}
        """The number of each comune, from 0: arrays have them in this order."""

    def inside(self, codes: Codes) -> Comuni:
        """The comuni of any of the areas; an area that nobody knows has none."""
        found = self._known.get(codes)
        if found is None:
            found = self._known[codes] = frozenset().union(*(self._within.get(c, frozenset()) for c in codes))
        return found

    def numbers(self, codes: Codes) -> Numbers:
        """The same as :meth:`inside`, as numbers of comuni."""
        found = self._numbered.get(codes)
        if found is None:
            places = sorted(self.place[comune] for comune in self.inside(codes))
            found = self._numbered[codes] = np.array(places, dtype=np.intp)
        return found

    def scope(self, filters: Filters) -> Comuni:
        """The comuni that the filters leave: of an ATS, of an Ambito, one alone, or all."""
        codes: Iterable[str | None] = (
            f"ats:{filters.ats}" if filters.ats else None,
            f"ambito:{filters.ambito}" if filters.ambito else None,
            filters.municipality,
        )
        found = frozenset(municipalities())
        for code in codes:
            if code is not None and not code.endswith(UNKNOWN):
                found &= self.inside(frozenset({code}))
        return found


def read_territory(session: Session) -> Territory:
    """With the Ambiti of the database; one query."""
    query = sa.select(MunicipalityAmbito.municipality, MunicipalityAmbito.ambito_id)
    return Territory({row[0]: row[1] for row in session.execute(query)})
