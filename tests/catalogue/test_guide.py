# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The help on the columns says what the import does, and its examples can be imported."""

from __future__ import annotations

import io

import pytest

from welfare_point.catalogue.exchange.columns import COLUMNS, READERS, REQUIRED
from welfare_point.catalogue.exchange.csv_import import parse_catalogue
from welfare_point.catalogue.exchange.guide import Column, example_file, guide, template_file

BY_NAME = {column.name: column for column in guide()}


def test_every_column_is_explained_in_its_order() -> None:
    assert tuple(BY_NAME) == COLUMNS
    assert [name for name, column in BY_NAME.items() if column.required] == list(REQUIRED)
    assert all(column.means and column.expected and column.example for column in BY_NAME.values())


@pytest.mark.parametrize("column", guide(), ids=lambda column: column.name)
def test_the_example_is_accepted_and_what_is_expected_is_what_a_refusal_says(column: Column) -> None:
    header, row = [column.name], [column.example]
    for name in REQUIRED:
        if name != column.name:
            header.append(name)
            row.append(BY_NAME[name].example)
    quoted = ["".join(('"', cell, '"')) for cell in row]
    good = "\n".join([",".join(header), ",".join(quoted)])
    offers, errors = parse_catalogue(io.BytesIO(good.encode()))
    assert errors == []
    assert getattr(offers[0], column.name) == READERS[column.name](column.example)
    bad = "\n".join([",".join(header), ",".join(['"?"', *quoted[1:]])])
    _, errors = parse_catalogue(io.BytesIO(bad.encode()))
    assert all(error.expected.startswith(column.expected) for error in errors if error.column == column.name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("audience", "uno di questi valori: persona, impresa, entrambi"),
        ("opens_at", "un orario da 00:00 a 23:59, per esempio 08:30"),
        ("topics", "un codice della tassonomia, per esempio minori--chiusure-scolastiche"),
    ],
)
def test_the_help_knows_the_rule_of_a_column(name: str, said: str) -> None:
    assert BY_NAME[name].expected == said


def test_lists_and_what_lines_share_are_told() -> None:
    assert (BY_NAME["topics"].many, BY_NAME["byday"].many, BY_NAME["name"].many) == (True, True, False)
    shared = {name: BY_NAME[name].shared for name in ("organization_type", "name", "address", "service_id")}
    assert shared == {"organization_type": "organization", "name": "service", "address": "", "service_id": ""}


def test_the_example_file_is_a_template_with_a_service_that_nobody_is_sent_to() -> None:
    offers, errors = parse_catalogue(io.BytesIO(example_file().encode()))
    assert errors == []
    assert [(offer.service_id, offer.status) for offer in offers] == [("esempio-estate", "inactive")] * 2
    assert example_file().startswith(template_file())
    assert template_file() == ",".join(COLUMNS) + "\r\n"
