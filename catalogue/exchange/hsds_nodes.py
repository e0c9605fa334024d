# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of an HSDS file that know where they stand, so that whatever is wrong can be pointed at."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from .cells import written
from .errors import CellRefusedError, PlacedError, expectation, table_place
from .hsds_tables import layout
from .reading import CELL_CHARACTERS

LINE = "\0line"
"""The key under which a record of a data package keeps its ``(file, line)``; no field can be called so."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the text that stands in a cell of the catalogue's CSV, and its place in the file.

    ``refused``: what was expected, where the value cannot be a text at all.
    """

    text: str
    place: str
    refused: str = ""


class Node:
    """A record of an HSDS table, at ``where`` in the file. Keeps which of its fields are asked for."""

    def __init__(self, table: str, data: dict[str, Any], where: str, log: Log) -> None:
        self.table = table
        self.data = data
        self.where = where
        self._log = log
        self._asked: set[str] = set()
        self._children: dict[str, list[Node]] = {}
        log.nodes.append(self)

    def __contains__(self, field: str) -> bool:
        return self.data.get(field) is not None

    def place(self, field: str = "") -> str:
        """Where a field stands: a JSON pointer, or table, line and column."""
        if LINE in self.data:
            file, line = self.data[LINE]
            return table_place(file, line, field)
        return f"{self.where}/{field}" if field else self.where or "/"

    def cell(self, field: str, *, of_text: bool = False) -> Cell | None:
        """A field's value; ``None`` if it is empty. ``of_text``: only a text will do, not a number."""
        self._asked.add(field)
        value = self.data.get(field)
        if value is None or value in ("", []):
            return None
        return _cell(value, self.place(field), of_text)

    def text(self, field: str) -> str:
        """A field that is a text, trimmed; empty for any other value."""
        self._asked.add(field)
        value = self.data.get(field)
        return value.strip() if isinstance(value, str) else ""

    def below(self, field: str, table: str | None = None) -> list[Node]:
        """The records in a list; what is none is reported, once, and left out."""
        if field not in self._children:
            self._asked.add(field)
            value = self.data.get(field, [])
            if not isinstance(value, list | None):
                self._log.refuse(self.place(field), value, "json_records")
                value = []
            table = table or layout()["children"].get(self.table, {}).get(field, field)
            found = [(item, f"{self.where}/{field}/{n}") for n, item in enumerate(value or ())]
            self._children[field] = self._nodes(table, found)
        return self._children[field]

    def inside(self, field: str) -> Node | None:
        """The one record in a field."""
        if field not in self._children:
            self._asked.add(field)
            value = self.data.get(field)
            found = [] if value is None else [(value, f"{self.where}/{field}")]
            self._children[field] = self._nodes(field, found)
        return next(iter(self._children[field]), None)

    def _nodes(self, table: str, found: list[tuple[Any, str]]) -> list[Node]:
        nodes = []
        for value, where in found:
            if isinstance(value, dict):
                nodes.append(Node(table, value, where, self._log))
            else:
                self._log.refuse(where, value, "json_record")
        return nodes

    def ignored(self) -> list[str]:
        """The fields that nobody asked for and that do not follow from others."""
        known = layout()["tables"].get(self.table, {})
        derived = {*known.get("fields", ()), *known.get("extensions", ()), LINE} - {"alert"}
        derived |= set(layout()["derived"].get(self.table, ()))
        derived |= set(layout()["children"].get(self.table, {})) | set(
            layout()["references"].get(self.table, {})
        )
        return [
            field
            for field, value in self.data.items()
            if value not in (None, "", [], {}) and field not in self._asked and field not in derived
        ]


class Log:
    """What one reading of a file finds wrong, and what it leaves out."""

    def __init__(self) -> None:
        self.errors: list[PlacedError] = []
        self.left_out: Counter[str] = Counter()
        self.nodes: list[Node] = []

    def refuse(self, place: str, value: Any, kind: str, /, **details: object) -> None:
        """Report a value, with what was expected."""
        self.errors.append(PlacedError(place, _quoted(value), expectation(kind, **details)))

    def miss(self, place: str, kind: str) -> None:
        """Report that something is not there, unless what is there is reported already."""
        if not any(error.place.startswith(place) for error in self.errors):
            self.refuse(place, "", kind)

    def judge(self, cell: Cell, reader: Any) -> Any:
        """The value of a cell, ``None`` if it is empty or bad; bad ones are reported."""
        if cell.refused:
            self.errors.append(PlacedError(cell.place, cell.text, cell.refused))
            return None
        text = cell.text.strip()
        try:
            return reader(text) if text else None
        except CellRefusedError as refused:
            self.errors.append(PlacedError(cell.place, cell.text, str(refused)))
            return None

    def settle(self) -> None:
        """Count what the records read so far had that nobody asked for, and forget them."""
        for node in self.nodes:
            self.left_out.update(f"{node.table}.{field}" for field in node.ignored())
        self.nodes.clear()


def without(nodes: Collection[Node], taken: Collection[Node]) -> list[Node]:
    """The nodes whose record is not among those taken, by identifier."""
    ids = {node.text("id") for node in taken}
    return [node for node in nodes if not node.text("id") or node.text("id") not in ids]


def _cell(value: Any, place: str, of_text: bool) -> Cell:
    kind = ""
    details: dict[str, object] = {}
    if isinstance(value, list):
        if not all(isinstance(item, str) and ";" not in item for item in value) or of_text:
            kind = "json_text" if of_text else "json_words"
        else:
            value = tuple(value)
    elif isinstance(value, dict):
        kind = "json_scalar"
    elif of_text and not isinstance(value, str):
        kind = "json_text"
    if kind:
        return Cell(_quoted(value), place, expectation(kind))
    text = written(value)
    if "\0" in text:
        kind = "no_nul"
    elif any("\ud800" <= sign <= "\udfff" for sign in text):
        kind = "utf8"
    elif len(text) > CELL_CHARACTERS:
        kind, details = "long_text", {"characters": CELL_CHARACTERS}
    return Cell(_quoted(text) if kind else text, place, expectation(kind, **details) if kind else "")


def _quoted(value: Any) -> str:
    """A value that can be shown, whatever it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
