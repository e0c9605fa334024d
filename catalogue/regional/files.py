# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A public file as records of named cells: CSV, Socrata's JSON with ``meta.view.columns``, or SODA's objects.

Headers are compared as capitals with underscores: ``Codice Cudes`` and ``codice_cudes`` are the same column.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from welfare_point.catalogue.exchange.errors import CellError
from welfare_point.catalogue.reference import plain

from .words import said


@dataclass(frozen=True, slots=True)
class Record:
    """``number``: the line on which it starts, from 1; in JSON its place among the records, from 1."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Records:
    """What a file holds. If the file as a whole cannot be read there are errors of line 1, and no headers."""

    headers: dict[str, str] = field(default_factory=dict)
    """By the form in which they are compared: as they stand in the file."""
    records: list[Record] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    """The lines of records that could not be split into cells."""


def compared(header: str) -> str:
    """The form in which headers are compared."""
    return plain(header).upper().replace(" ", "_")


def read_records(content: bytes, encoding: str = "utf-8") -> Records:
    """All records of a file, with what is wrong with its form."""
    if not content.strip():
        return _refused(1, "", said("empty"))
    try:
        text = content.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        shown = content.splitlines()[line - 1] if error.start < len(content) else b""
        return _refused(line, shown.decode("latin-1").replace("\0", ""), said("encoding", encoding=encoding))
    start = text.lstrip()
    if start[:1] == "<":
        return _refused(1, start.splitlines()[0], said("html"))
    if "\0" in text:
        return _refused(text.count("\n", 0, text.index("\0")) + 1, "", said("encoding", encoding=encoding))
    found = _json(text) if start[:1] in ("{", "[") else _csv(text)
    if found.headers and not found.records and not found.errors:
        return _refused(1, "", said("no_records"))
    return found


def _refused(line: int, value: str, expected: str) -> Records:
    return Records(errors=[CellError(line, "", value, expected)])


def _csv(text: str) -> Records:
    """Separated by commas, semicolons or tabulations: by what the header line has most of."""
    first = text.lstrip().splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found = Records()
    names: list[str] = []
    for number, row in _rows(reader, found):
        if not names:
            names = [compared(name) for name in row]
            for name, shown in zip(names, row, strict=True):
                if name in found.headers:
                    found.errors.append(CellError(number, shown, shown, said("column_once")))
                found.headers[name] = shown.strip()
        elif len(row) != len(names):
            expected = said("cells", columns=len(names), cells=len(row))
            column = found.headers[names[len(row)]] if len(row) < len(names) else ""
            found.errors.append(CellError(number, column, "" if column else row[len(names)], expected))
            found.numbers.add(number)
            found.records.append(Record(number, dict(zip(names, row, strict=False))))
        else:
            found.records.append(Record(number, dict(zip(names, row, strict=True))))
    return found


def _rows(reader: Any, found: Records) -> Iterator[tuple[int, list[str]]]:
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error:
            found.errors.append(CellError(number, "", "", said("quotes")))
            found.numbers.add(number)
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield number, row


def _json(text: str) -> Records:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        return _refused(error.lineno, "", said("json", why=f"riga {error.lineno}, carattere {error.colno}"))
    except (RecursionError, ValueError):  # too deep, or a number too long
        return _refused(1, "", said("json_shape"))
    if isinstance(content, list):
        return _objects(content, {})
    columns = _view_columns(content)
    data = content.get("data", content.get("rows"))
    if columns is None or not isinstance(data, list):
        return _refused(1, "", said("json_shape"))
    return _arrays(data, columns)


def _view_columns(content: dict[str, Any]) -> list[str] | None:
    """The names of the columns, in their order; none if the file does not say them."""
    found: Any = content
    for key in ("meta", "view", "columns"):
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, list) or not all(isinstance(c, dict) and c.get("name") for c in found):
        return None
    return [str(column["name"]) for column in found]


def _objects(items: list[Any], headers: dict[str, str]) -> Records:
    found = Records(headers=headers)
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            found.errors.append(CellError(number, "", _shown(item), said("json_record")))
            found.numbers.add(number)
            continue
        # An object leaves out what is empty: the columns are those of all objects together.
        found.headers.update({compared(key): key for key in item})
        found.records.append(Record(number, {compared(key): _cell(value) for key, value in item.items()}))
    if not items:
        return _refused(1, "", said("no_records"))
    return found


def _arrays(rows: list[Any], columns: list[str]) -> Records:
    found = Records(headers={compared(name): name for name in columns})
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != len(columns):
            found.errors.append(CellError(number, "", _shown(row), said("json_record")))
            found.numbers.add(number)
            continue
        cells = (_cell(value) for value in row)
        found.records.append(Record(number, dict(zip(map(compared, columns), cells, strict=True))))
    return found


def _cell(value: Any) -> str:
    """A value of JSON as text; the portal wraps addresses of the web."""
    match value:
        case None:
            return ""
        case {"url": str(url)} | [str(url), *_]:
            return url
        case dict() | list():
            return ""
        case _:
            return str(value)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
