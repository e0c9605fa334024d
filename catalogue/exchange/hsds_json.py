# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS as one JSON file: written as a page of the API that holds everything, read one service at a time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

import ijson
from ijson.common import ObjectBuilder
from sqlalchemy.orm import Session

from welfare_point.catalogue.directory import everything

from .hsds_import import HsdsFile, Reading
from .hsds_tables import nested, tables

BOM = b"\xef\xbb\xbf"
DEEPEST = 40
"""Lists and objects one inside the other; a full HSDS service has 8."""

Event = tuple[str, Any]


class TooDeepError(ValueError):
    """A file with more lists inside lists than any service has: it was made to exhaust the reader."""


class NoListError(ValueError):
    """A file that is JSON, but neither a list nor a page."""


def export_json(session: Session, stream: BinaryIO) -> int:
    """Write the whole catalogue as full services, and return how many.

    Each is written as it is read; how many they were is known, and said, only after the last.
    """
    number = 0
    stream.write(b'{"contents": [')
    for number, (rows, kept) in enumerate(everything(session), 1):
        service = json.dumps(nested(tables(rows, kept)), ensure_ascii=False)
        stream.write((",\n" if number > 1 else "\n").encode() + service.encode())
    rest = {
        "total_items": number,
        "total_pages": 1,
        "page_number": 1,
        "size": number,
        "first_page": True,
        "last_page": True,
        "empty": not number,
    }
    stream.write(b"\n], " + json.dumps(rest).removeprefix("{").encode() + b"\n")
    return number


def read_json(stream: BinaryIO, ambiti: Collection[str] = ()) -> HsdsFile:
    """Read a page of full services, or a list of them."""
    reading = Reading(ambiti)
    where = ""
    try:
        for where, service in _services(stream):
            reading.service(service, where)
    except NoListError:
        reading.log.refuse("/", "", "json_list")
    except (ijson.JSONError, TooDeepError, UnicodeDecodeError):
        reading.log.refuse(_after(where), "", "json")
    return reading.file()


def _after(where: str) -> str:
    """The place after the last service that could be read."""
    path, _, number = where.rpartition("/")
    return f"{path}/{int(number) + 1}" if number else "/"


def _services(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    """Each item of the list with its JSON pointer; memory holds one at a time."""
    start = stream.tell()
    if stream.read(len(BOM)) != BOM:
        stream.seek(start)
    events = _not_deep(ijson.basic_parse(stream, use_float=True))
    path = _enter_list(events)
    builder, level, number = ObjectBuilder(), 0, 0
    for event, value in events:
        level += _step(event)
        if level < 0:
            break
        builder.event(event, value)
        if level == 0:
            yield f"{path}/{number}", builder.value
            builder, number = ObjectBuilder(), number + 1
    for _ in events:
        """What comes after the list must be JSON as well."""


def _not_deep(events: Iterator[Event]) -> Iterator[Event]:
    depth = 0
    for event, value in events:
        depth += _step(event)
        if depth > DEEPEST:
            raise TooDeepError
        yield event, value


def _enter_list(events: Iterator[Event]) -> str:
    """Go to the first item of the list; returns the pointer to the list."""
    event, _ = next(events)
    if event == "start_array":
        return ""
    level = _step(event)
    for event, value in events:
        level += _step(event)
        if level == 1 and (event, value) == ("map_key", "contents"):
            if next(events)[0] != "start_array":
                break
            return "/contents"
    raise NoListError


def _step(event: str) -> int:
    return {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}.get(event, 0)
