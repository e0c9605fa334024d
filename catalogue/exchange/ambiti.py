# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which comune belongs to which Ambito: read from the CSV that an ATS supplies, and kept.

Columns: ``municipality`` (ISTAT code or exact name), ``ambito_id``, ``ambito_name``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import MunicipalityAmbito

from . import cells
from .errors import CellError, expectation
from .reading import Line, Table, read_cells

READERS = {"municipality": cells.municipality, "ambito_id": cells.ambito_id, "ambito_name": cells.text}


@dataclass(frozen=True, slots=True)
class Membership:
    """That a comune (ISTAT code) belongs to an Ambito."""

    municipality: str
    ambito_id: str
    ambito_name: str


def parse_ambiti(stream: BinaryIO) -> tuple[list[Membership], list[CellError]]:
    """Read the file. All errors are reported, by line; if there is any, there are no memberships."""
    table = Table(stream, READERS, READERS)
    memberships: list[Membership] = []
    lines_of: dict[str, int] = {}
    names: dict[str, tuple[int, str]] = {}
    for line in table:
        values, errors = read_cells(line, READERS, READERS)
        errors += _contradictions(line, values, lines_of, names)
        table.errors += errors
        if not table.errors:
            memberships.append(Membership(**values))
    table.errors.sort(key=attrgetter("line"))
    return ([] if table.errors else memberships), table.errors


def _contradictions(
    line: Line, values: dict[str, Any], lines_of: dict[str, int], names: dict[str, tuple[int, str]]
) -> Iterator[CellError]:
    """A comune that an earlier line has, an Ambito to which an earlier line gives another name."""
    if municipality := values.get("municipality"):
        first = lines_of.setdefault(municipality, line.number)
        if first != line.number:
            expected = expectation("municipality_once", line=first)
            yield CellError(line.number, "municipality", line.cells["municipality"], expected)
    if values.keys() >= {"ambito_id", "ambito_name"}:
        name = values["ambito_name"]
        first, first_name = names.setdefault(values["ambito_id"], (line.number, name))
        if name != first_name:
            expected = expectation("same_ambito", value=first_name, line=first)
            yield CellError(line.number, "ambito_name", line.cells["ambito_name"], expected)


def import_ambiti(session: Session, memberships: Sequence[Membership]) -> int:
    """Keep the Ambito of each comune, in place of the one it had; comuni not named stay as they are.

    Returns how many comuni were named. The caller commits.
    """
    for membership in memberships:
        session.merge(MunicipalityAmbito(**asdict(membership)))
    session.flush()
    return len(memberships)


def known_ambiti(session: Session) -> frozenset[str]:
    """The identifiers that ``ambito:`` areas may have."""
    return frozenset(session.scalars(sa.select(MunicipalityAmbito.ambito_id)))
