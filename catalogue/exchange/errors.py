# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bad cells: where they are and what was expected, said in the words of ``messages.yml``.

CellRefusedError (a ValueError): raised by whatever reads one cell, which knows the cell but not its place.
CellError: the same with its place; a value to collect and show, not an exception.
PlacedError: the same in a file that is not one table: its place is a JSON pointer, or table, line and column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHOWN_CHARACTERS = 80


@cache
def _messages() -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / "messages.yml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def expectation(kind: str, **details: object) -> str:
    """What was expected, in Italian, to follow the word "atteso"."""
    return str(_messages()["expected"][kind]).format(**details)


class CellRefusedError(ValueError):
    """A cell does not say what it should. Its text is what was expected, and which item of a list was not.

    ``rule`` is what is expected of any such cell: the help on the columns says the same words as a refusal.
    """

    def __init__(self, kind: str, *, item: str | None = None, **details: object) -> None:
        self.rule = expectation(kind, **details)
        super().__init__(self.rule if item is None else f"{self.rule} {expectation('not_item', item=item)}")


@dataclass(frozen=True, slots=True)
class CellError:
    """A bad cell. ``line`` is the line of the file on which its record starts, from 1.

    ``column`` is empty if the error is of the whole line; ``value`` is the cell as it stands in the file.
    """

    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        value = _shown(self.value)
        kind = "sentence" if self.column else "sentence_of_a_line"
        if not (self.column or value):
            kind = "sentence_of_a_line_without_value"
        return str(
            _messages()[kind].format(line=self.line, column=self.column, value=value, expected=self.expected)
        )


@dataclass(frozen=True, slots=True)
class PlacedError:
    """Something bad in a file of nested records; ``value`` is what stands there, empty if nothing does."""

    place: str
    value: str
    expected: str

    def __str__(self) -> str:
        kind = "sentence_of_a_place" if self.value else "sentence_of_a_place_without_value"
        return str(
            _messages()[kind].format(place=self.place, value=_shown(self.value), expected=self.expected)
        )


def table_place(table: str, line: int, column: str) -> str:
    """How the place of a cell in one of several tables is written."""
    kind = "place_in_a_table" if column else "line_of_a_table"
    return str(_messages()[kind].format(table=table, line=line, column=column))


def _shown(value: str) -> str:
    return value if len(value) <= SHOWN_CHARACTERS else value[:SHOWN_CHARACTERS] + "…"
