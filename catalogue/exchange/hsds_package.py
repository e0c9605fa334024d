# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""HSDS as a tabular data package (Frictionless): one CSV per table, described by ``datapackage.json``, in a zip.

Cells are written as they are: a package is for programs, and a telephone number begins with a plus sign.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from sqlalchemy.orm import Session

from welfare_point.catalogue.directory import everything, taxonomies
from welfare_point.catalogue.reference import topics

from .cells import written
from .errors import PlacedError, table_place
from .hsds_descriptor import describe
from .hsds_import import HsdsFile, Reading
from .hsds_nodes import LINE
from .hsds_tables import Index, Record, layout, nest, tables, term, unit
from .reading import CELL_CHARACTERS, Table

DESCRIPTOR = "datapackage.json"
LARGEST = 2_000_000_000
"""Bytes of a package once opened: a small zip may hold any amount of nothing."""

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1

STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of the files inside, so that the same catalogue gives the same bytes."""


def export_package(session: Session, stream: BinaryIO) -> int:
    """Write the whole catalogue, and return how many services it has.

    Tables grow side by side, each in a file on disk, because a zip takes one after the other.
    """
    number = 0
    known: set[str] = set()
    with ExitStack() as opened:
        files = {name: opened.enter_context(tempfile.TemporaryFile()) for name in layout()["tables"]}
        written_to = {name: _table(file, name) for name, file in files.items()}
        for rows, kept in everything(session):
            number += 1
            for name, records in tables(rows, kept).items():
                if name == "organization":
                    records = [record for record in records if record["id"] not in known]
                    known |= {record["id"] for record in records}
                written_to[name](records)
        written_to["unit"]([unit()])
        written_to["taxonomy"](
            [{"id": one.id, "name": one.name, "description": one.description} for one in taxonomies(session)]
        )
        written_to["taxonomy_term"]([term(topic) for topic in topics().values()])
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            descriptor = json.dumps(describe(), ensure_ascii=False, indent=1) + "\n"
            package.writestr(_member(DESCRIPTOR), descriptor)
            for name, file in files.items():
                member = _member(layout()["tables"][name]["path"])
                member.file_size = file.tell()  # tells whether the zip needs the form for large files
                file.seek(0)
                with package.open(member, "w") as packed:
                    shutil.copyfileobj(file, packed)
    return number


def _columns(name: str) -> list[str]:
    table = layout()["tables"][name]
    return [*table["fields"], *table.get("extensions", {})]


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _table(file: BinaryIO, name: str) -> Callable[[Sequence[Record]], None]:
    """Begin a table; what is returned writes records into it."""
    columns = _columns(name)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)

    def write(records: Sequence[Record]) -> None:
        writer.writerows([_cell(record.get(column)) for column in columns] for record in records)

    return write


def _cell(value: Any) -> str:
    return ";".join(value) if isinstance(value, list) else written(value)


class BadPackageError(ValueError):
    """A package that cannot be read at all: ``place``, ``value``, and the kind and details of what was expected."""

    def __init__(self, place: str, value: object, kind: str, **details: object) -> None:
        super().__init__(kind)
        self.said = (place, value, kind, details)


def read_package(stream: BinaryIO, ambiti: Collection[str] = ()) -> HsdsFile:
    """Read the tables of a package as full services, in the order of the table ``service``."""
    reading = Reading(ambiti)
    try:
        with _opened(stream) as package:
            found = _tables(package, reading)
    except BadPackageError as bad:
        place, value, kind, details = bad.said
        reading.log.refuse(place, value, kind, **details)
        return reading.file()
    index = Index(found)
    if not reading.log.errors:  # lines that could not be read would be missed by those that refer to them
        _check_references(found, index, reading)
    if reading.log.errors:
        return reading.file()
    for service in found["service"]:
        reading.service(nest("service", service, index), "")
    return reading.file()


def _check_references(found: dict[str, list[Record]], index: Index, reading: Reading) -> None:
    """What refers to a record that is not there would be lost in silence."""
    for records in found.values():
        for record in records:
            for table, key in _references(record):
                if table in found and index.one(table, record[key]) is None:
                    file, line = record[LINE]
                    place = table_place(file, line, key)
                    reading.log.refuse(place, record[key], "parent", table=table)


def _references(record: Record) -> Iterator[tuple[str, str]]:
    """The tables that a record refers to, each with the field that does."""
    for key, value in record.items():
        if value and key == "link_id":
            yield str(record.get("link_entity", "")), key
        elif value and key.endswith("_id"):
            yield key.removesuffix("_id"), key


@contextmanager
def _opened(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(stream) as package:
            members = package.infolist()
            if sum(member.file_size for member in members) > LARGEST:
                raise BadPackageError("/", "", "zip_size", megabytes=LARGEST // 1_000_000)
            if any(member.flag_bits & ENCRYPTED or member.compress_type not in METHODS for member in members):
                raise BadPackageError("/", "", "zip")
            yield package
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise BadPackageError("/", "", "zip") from None


def _tables(package: zipfile.ZipFile, reading: Reading) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    folder, resources = _resources(package)
    for resource in resources:
        name, path = str(resource.get("name")), resource.get("path")
        if name not in layout()["tables"]:
            reading.log.left_out[name] += 1
            continue
        if not isinstance(path, str) or str(folder / path) not in package.namelist():
            raise BadPackageError(DESCRIPTOR, path, "resource_path")
        found[name] = list(_records(package, str(folder / path), reading))
    if not found.keys() >= {"service", "organization"}:
        raise BadPackageError(DESCRIPTOR, "", "package_tables")
    return found


def _resources(package: zipfile.ZipFile) -> tuple[PurePosixPath, list[dict[str, Any]]]:
    """The folder in which the descriptor stands, and the tables that it names."""
    names = [name for name in package.namelist() if PurePosixPath(name).name == DESCRIPTOR]
    if not names:
        raise BadPackageError("/", "", "descriptor")
    name = min(names, key=len)
    try:
        descriptor = json.loads(package.read(name).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadPackageError(name, "", "json") from None
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        raise BadPackageError(name, "", "descriptor")
    return PurePosixPath(name).parent, resources


def _records(package: zipfile.ZipFile, path: str, reading: Reading) -> Iterator[Record]:
    with package.open(path) as file:
        header = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="").readline(CELL_CHARACTERS)
    columns = next(csv.reader([header]), [])
    with package.open(path) as file:
        table = Table(cast("BinaryIO", file), {column.strip() for column in columns}, ())
        for line in table:
            yield {**line.cells, LINE: (path, line.number)}
    for error in table.errors:
        place = table_place(path, error.line, error.column)
        reading.log.errors.append(PlacedError(place, error.value, error.expected))
