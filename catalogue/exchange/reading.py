# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A CSV file as lines of named cells. Everything wrong with its form is reported; the rest is read on."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from .cells import Reader, as_meant
from .errors import CellError, CellRefusedError, expectation

UTF16 = (b"\xff\xfe", b"\xfe\xff")
CELL_CHARACTERS = 131_072
"""The longest cell, that of Python's csv module: an unclosed quotation mark would swallow the whole file."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record of the file: the line on which it starts, and its cells by column, as they stand."""

    number: int
    cells: dict[str, str]


class Table:
    """A CSV file being read: iterate over its lines; ``errors`` fills meanwhile.

    A line whose number of cells is wrong is reported and left out. A cell that is not UTF-8, or that holds a
    NUL, is reported and left out of its line.
    """

    def __init__(self, stream: BinaryIO, columns: Collection[str], required: Collection[str]) -> None:
        self.errors: list[CellError] = []
        self._stream = stream
        self._columns = columns
        self._required = required
        self._header: list[str] = []

    def __iter__(self) -> Iterator[Line]:
        # Bytes that are not UTF-8 pass as lone surrogates, so that each is found in its own cell.
        text = io.TextIOWrapper(self._stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        try:
            records = self._records(text)
            for number, header in records:
                if self._accept_header(number, header):
                    yield from self._lines(records)
                return
            self._refuse(1, "", "", "not_empty")
        finally:
            text.detach()  # the stream stays open: it is the caller's

    def _records(self, text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
        """Records that are not blank, each with the line on which it starts."""
        reader = csv.reader(text, strict=True)
        while True:
            number = reader.line_num + 1
            try:
                record = next(reader, None)
            except csv.Error as error:
                if "field limit" in str(error):
                    self._refuse(number, "", "", "cell_size", characters=CELL_CHARACTERS)
                else:
                    self._refuse(number, "", "", "quotes")
                continue
            if record is None:
                return
            if record:
                yield number, record

    def _accept_header(self, number: int, header: list[str]) -> bool:
        self._header = [name.strip() for name in header]
        first = header[0]
        if first.encode("utf-8", "surrogateescape").startswith(UTF16):
            self._refuse(number, "", "", "utf8_file")
            return False
        if len(header) == 1 and len(self._columns) > 1 and (";" in first or "\t" in first):
            self._refuse(number, "", first, "commas")
            return False
        seen = set[str]()
        for name in self._header:
            if name in seen:
                self._refuse(number, name, name, "column_once")
            elif name not in self._columns:
                self._refuse(number, _readable(name), _readable(name), "known_column")
            seen.add(name)
        for name in self._required:
            if name not in seen:
                self._refuse(number, name, "", "column_present")
        return True

    def _lines(self, records: Iterator[tuple[int, list[str]]]) -> Iterator[Line]:
        expected = len(self._header)
        for number, record in records:
            if len(record) == expected:
                yield Line(number, self._cells(number, record))
                continue
            column = self._header[len(record)] if len(record) < expected else ""
            value = "" if column else _readable(record[expected])
            self._refuse(number, column, value, "cells", columns=expected, cells=len(record))

    def _cells(self, number: int, record: list[str]) -> dict[str, str]:
        cells = {}
        for column, cell in zip(self._header, record, strict=True):
            if column not in self._columns:
                continue
            if "\0" in cell:
                self._refuse(number, column, cell.replace("\0", "�"), "no_nul")
            elif not _is_utf8(cell):
                self._refuse(number, column, _readable(cell), "utf8")
            else:
                cells[column] = cell
        return cells

    def _refuse(self, line: int, column: str, value: str, kind: str, **details: object) -> None:
        self.errors.append(CellError(line, column, value, expectation(kind, **details)))


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _readable(text: str) -> str:
    """The text, with bytes that are not UTF-8 taken as Latin-1."""
    return "".join(chr(ord(c) - 0xDC00) if 0xDC80 <= ord(c) <= 0xDCFF else c for c in text)


def read_cells(
    line: Line, readers: Mapping[str, Reader], required: Collection[str]
) -> tuple[dict[str, Any], list[CellError]]:
    """The values of a line's cells, ``None`` for an empty one; refused cells have none, but an error."""
    values: dict[str, Any] = {}
    errors = []
    for column, cell in line.cells.items():
        trimmed = as_meant(cell.strip())
        try:
            value = readers[column](trimmed) if trimmed else None
            if not value and column in required:
                raise CellRefusedError("required")
        except CellRefusedError as refused:
            errors.append(CellError(line.number, column, cell, str(refused)))
        else:
            values[column] = value
    return values, errors
