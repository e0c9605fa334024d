# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The regional base: the counts that each ATS told, put together. No single need passes from one to the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, BinaryIO

from welfare_point.catalogue.exchange import cells
from welfare_point.catalogue.exchange.errors import CellError, CellRefusedError, expectation
from welfare_point.catalogue.exchange.reading import Line, Table, read_cells
from welfare_point.catalogue.reference import ATS, municipalities, topics

from .counting import ALL_CAUSES
from .periods import MONTHS, period_named
from .rolling import regional
from .tabulating import ALL, MET, OTHER, UNKNOWN, UNMET, Row
from .wording import COLUMNS, told

REQUIRED = tuple(column for column in COLUMNS if column not in ("topic_name", "place_name", "within"))


@dataclass(slots=True)
class Told:
    """The rows of one file, with the line of each and the names of the Ambiti."""

    rows: dict[Row, int] = field(default_factory=dict)
    """By row without its count: the number of its line."""
    needs: dict[Row, int] = field(default_factory=dict)
    ambiti: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> list[Row]:
        """The rows with their counts."""
        return [key._replace(needs=self.needs[key]) for key in self.rows]


def parse_told(
    stream: BinaryIO, minimum: int, merged: Mapping[tuple[str, str], str]
) -> tuple[Told, list[CellError]]:
    """Read the file of one ATS or more. All errors are reported, by line.

    ``merged``: the files in which a period of an ATS already was, which may not come twice.
    """
    table = Table(stream, COLUMNS, (*REQUIRED, "within"))
    read = _readers(minimum)
    found = Told()
    for line in table:
        values, errors = read_cells(line, read, REQUIRED)
        if not errors and values.keys() >= set(REQUIRED):
            errors = list(_kept(line, values, found, merged))
        table.errors += errors
    if not table.errors:
        table.errors += _sums_that_fail(found)
    table.errors.sort(key=attrgetter("line"))
    return found, table.errors


def merge(files: Sequence[Told]) -> Iterator[dict[str, Any]]:
    """The rows of all files and, where all eight ATS told a count, that of the region; with names, in order."""
    rows = [row for file in files for row in file.complete]
    ambiti = {code: name for file in files for code, name in file.ambiti.items()}
    return (told(row, ambiti) for row in sorted([*rows, *regional(rows)]))


def _kept(
    line: Line, values: dict[str, Any], found: Told, merged: Mapping[tuple[str, str], str]
) -> Iterator[CellError]:
    cells_of: dict[str, Any] = {column: values.get(column) or "" for column in Row._fields}
    row = Row(**(cells_of | {"needs": 0}))
    if row.place_type == "ats" and row.place != f"ats:{row.ats}":
        yield CellError(
            line.number, "place", line.cells["place"], expectation("told_ats", value=f"ats:{row.ats}")
        )
    if (kind := _kind(row.period)) != row.period_type and row.period_type != OTHER:
        yield CellError(
            line.number, "period_type", line.cells["period_type"], expectation("told_kind", value=kind)
        )
    if file := merged.get((row.period, row.ats)):
        yield CellError(line.number, "period", line.cells["period"], expectation("told_elsewhere", file=file))
    first = found.rows.setdefault(row, line.number)
    if first != line.number:
        yield CellError(line.number, "", "", expectation("told_once", line=first))
    found.needs[row] = values["needs"]
    if row.place.startswith("ambito:") and row.place_type == "ambito":
        found.ambiti[row.place] = values.get("place_name") or row.place


def _sums_that_fail(found: Told) -> Iterator[CellError]:
    """Lists by place that do not add up: a line was changed or is missing."""
    lists: dict[Row, dict[Row, int]] = defaultdict(dict)
    for row, needs in found.needs.items():
        whole = row.place if row.place_type == OTHER else row.within
        if whole:
            kind = "ats" if whole.startswith("ats:") else "ambito"
            within = f"ats:{row.ats}" if kind == "ambito" else ""
            lists[row._replace(place_type=kind, place=whole, within=within)][row] = needs
    for container, parts in lists.items():
        total, added = found.needs.get(container), sum(parts.values())
        line = max(found.rows[part] for part in parts)
        if total is None:
            yield CellError(line, "within", container.place, expectation("told_whole"))
        elif added > total or (added < total and any(part.place_type == OTHER for part in parts)):
            expected = expectation("told_sum", added=added, last=line)
            yield CellError(found.rows[container], "needs", str(total), expected)


def _kind(name: str) -> str:
    period = period_named(name)
    return period.kind if period else ""


def _readers(minimum: int) -> dict[str, cells.Reader]:
    def needs(cell: str) -> int:
        number = cells.whole(cell)
        if number < minimum:
            raise CellRefusedError("told_minimum", minimum=minimum)
        return number

    def period(cell: str) -> str:
        if period_named(cell) is None:
            raise CellRefusedError("told_period")
        return cell

    def place(cell: str) -> str:
        known = cell in municipalities() or cell == UNKNOWN or cell.removeprefix("ats:") in (*ATS, UNKNOWN)
        if not known and not (cell.startswith("ambito:") and len(cell) > len("ambito:")):
            raise CellRefusedError("told_place")
        return cell

    return {
        "period_type": cells.choice(*MONTHS, OTHER),
        "period": period,
        "ats": cells.choice(*ATS, UNKNOWN),
        "outcome": cells.choice(MET, UNMET, ALL),
        "topic": cells.choice(*topics(), UNKNOWN, OTHER, ALL),
        "topic_name": cells.text,
        "place_type": cells.choice("ats", "ambito", "municipality", OTHER),
        "place": place,
        "place_name": cells.text,
        "within": place,
        "cause": cells.choice(*ALL_CAUSES, OTHER, ALL),
        "needs": needs,
    }
