# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told agrees with the needs, is told once, and is the same on both databases."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import MunicipalityAmbito, NeedRecord, OpenDataRelease
from welfare_point.catalogue.opendata.merging import Told, merge, parse_told
from welfare_point.catalogue.opendata.periods import Kind, Period, period_named, period_of
from welfare_point.catalogue.opendata.reading import count_rows, read_rows
from welfare_point.catalogue.opendata.releasing import release
from welfare_point.catalogue.opendata.tabulating import ALL, MET, OTHER, UNKNOWN, UNMET, Row
from welfare_point.catalogue.opendata.wording import COLUMNS, ambito_names, told, words
from welfare_point.catalogue.opendata.writing import csv_of
from welfare_point.catalogue.reference import ATS, municipalities

Fill = Callable[..., list[dict[str, Any]]]
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
LATER = dt.date(2026, 3, 1)
ONE_QUARTER = ("2025-Q1", dt.date(2025, 5, 1))


def tell(session: Session, today: dt.date = LATER, kind: Kind = "quarter") -> list[str]:
    return [name for name, _ in release(session, kind, today, minimum=5, days=30)]


def rows(session: Session, **filters: str) -> list[Row]:
    return list(read_rows(session, filters))


def is_counted(row: Row, need: dict[str, Any], ambito_of: dict[str, str]) -> bool:
    """Whether a row without ``OTHER`` counts a need, said once more and in another way."""
    period = period_named(row.period)
    assert period is not None
    comune = need["municipality"]
    places = {"regione:03" if need["ats"] else "", f"ats:{need['ats'] or UNKNOWN}", comune}
    return (
        period.first <= need["day"] <= period.last
        and row.ats in (ALL, need["ats"] or UNKNOWN)
        and row.outcome in (ALL, UNMET if need["cause"] else MET)
        and row.topic in (ALL, need["topic"] or UNKNOWN)
        and row.cause in (ALL, need["cause"])
        and row.place in places | {f"ambito:{ambito_of.get(comune)}"}
    )


def ambiti(session: Session) -> dict[str, str]:
    """Two Ambiti of Bergamo; the other comuni have none."""
    comuni = [m.istat for m in municipalities().values() if m.ats == "325"]
    chosen = {istat: f"b{number // 60}" for number, istat in enumerate(comuni[:120])}
    session.add_all(
        MunicipalityAmbito(municipality=istat, ambito_id=code, ambito_name=f"Ambito {code}")
        for istat, code in chosen.items()
    )
    session.flush()
    return chosen


@pytest.mark.parametrize("kind", ["month", "quarter", "year"])
def test_what_is_told_never_contradicts_the_needs(session: Session, fill: Fill, kind: Kind) -> None:
    ambito_of = ambiti(session)
    needs = fill(FIRST, LAST, 4_000)
    tell(session, kind=kind)
    found = rows(session)
    exact = [row for row in found if OTHER not in (row.topic, row.cause, row.period_type, row.place_type)]
    assert {row.place_type for row in found} >= {"ats", "ambito", "municipality", OTHER}
    assert {row.outcome for row in exact} == {ALL, MET, UNMET}
    assert "year" in {row.period_type for row in exact}
    for row in random.Random(1).sample(exact, 120):
        assert row.needs == sum(is_counted(row, need, ambito_of) for need in needs), row
    assert min(row.needs for row in found) >= 5


def lists(found: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """By place with a rest: what it counts, and the sum of its parts with the rest."""
    every = {row._replace(needs=0): row.needs for row in found}
    sums = {}
    for rest in every:
        if rest.place_type == OTHER:
            base = rest._replace(place_type="", place="", within="")
            parts = [
                r
                for r in every
                if r.within == rest.place and base == r._replace(place_type="", place="", within="")
            ]
            whole = [
                r
                for r in every
                if r.place == rest.place
                and r.place_type != OTHER
                and base == r._replace(place_type="", place="", within="")
            ]
            assert len(whole) == 1
            sums[str(rest)] = (every[whole[0]], every[rest] + sum(every[part] for part in parts))
    return sums


def test_a_list_with_its_rest_adds_up(session: Session, fill: Fill) -> None:
    ambiti(session)
    fill(FIRST, LAST, 6_000)
    tell(session)
    sums = lists(rows(session))
    assert len(sums) > 20
    assert all(whole == parts for whole, parts in sums.values())


def test_both_databases_tell_the_same(session: Session, fill: Fill, request: pytest.FixtureRequest) -> None:
    fill(FIRST, LAST, 6_000)
    tell(session)
    mine = b"".join(csv_of(told(row, {}) for row in sorted(rows(session))))
    first = request.config.stash.setdefault(SAME, mine)
    assert len(mine) > 10_000
    assert mine == first


SAME = pytest.StashKey[bytes]()


def test_what_was_told_stays_as_it_was(session: Session, fill: Fill) -> None:
    fill(FIRST, LAST, 3_000)
    assert tell(session, ONE_QUARTER[1]) == ["2025-Q1"]
    before = rows(session)
    fill(FIRST, dt.date(2025, 3, 31), 500, seed=2)
    session.execute(sa.delete(NeedRecord).where(NeedRecord.day < dt.date(2025, 1, 20)))
    assert tell(session, ONE_QUARTER[1]) == []
    assert tell(session) == ["2025-Q2", "2025-Q3", "2025-Q4"]
    after = rows(session)
    assert set(before) < set(after)
    assert not any(
        row.period.startswith(("2025-Q1", "2025-01", "2025-02", "2025-03"))
        for row in set(after) - set(before)
    )


def test_a_period_is_told_when_conversations_can_no_longer_correct_it(session: Session, fill: Fill) -> None:
    fill(FIRST, LAST, 50)
    assert tell(session, dt.date(2025, 4, 30)) == []
    assert tell(session, dt.date(2025, 5, 1)) == ["2025-Q1"]


def test_other_periods_are_told_only_after_those_that_were(session: Session, fill: Fill) -> None:
    fill(FIRST, dt.date(2026, 12, 31), 4_000)
    assert tell(session, dt.date(2025, 5, 1)) == ["2025-Q1"]
    assert tell(session, dt.date(2027, 3, 1), "year") == ["2026"]
    released = session.scalars(sa.select(OpenDataRelease).order_by(OpenDataRelease.first_day)).all()
    assert all(one.last_day < other.first_day for one, other in itertools.pairwise(released))


def test_needs_earlier_than_the_first_release_are_never_told(session: Session, fill: Fill) -> None:
    fill(dt.date(2025, 4, 1), LAST, 500)
    tell(session)
    fill(FIRST, dt.date(2025, 3, 31), 500, seed=3)
    assert tell(session) == []


def test_too_few_needs_are_a_release_without_rows(session: Session, fill: Fill) -> None:
    fill(*(dt.date(2025, 1, 1), dt.date(2025, 3, 31)), 4, ats="325", municipality="016024")
    assert tell(session, ONE_QUARTER[1]) == ["2025-Q1"]
    assert rows(session) == []
    assert session.scalar(sa.select(OpenDataRelease.period)) == "2025-Q1"


def test_without_needs_nothing_is_released(session: Session) -> None:
    assert tell(session) == []


@pytest.mark.parametrize("name", ["2025-01", "2025-12", "2025-Q1", "2025-Q4", "2025"])
def test_a_period_is_found_by_its_name(name: str) -> None:
    period = period_named(name)
    assert period is not None
    assert period.name == name
    assert period_of(period.last, period.kind) == period
    assert period.next().first == period.last + dt.timedelta(days=1)


@pytest.mark.parametrize("name", ["", "2025-13", "2025-Q5", "25", "2025-1", "0000", "2025-Q1 "])
def test_what_is_no_name_of_a_period_is_none(name: str) -> None:
    assert period_named(name) is None


def test_parts_are_the_quarters_and_the_months() -> None:
    year = Period(dt.date(2025, 1, 1), "year")
    assert [part.name for part in year.parts()] == [f"2025-Q{n}" for n in (1, 2, 3, 4)]
    assert [part.name for part in year.parts()[3].parts()] == ["2025-10", "2025-11", "2025-12"]
    assert [whole.name for whole in year.parts()[3].parts()[2].wholes()] == ["2025-Q4", "2025"]


def test_every_column_is_described() -> None:
    assert tuple(words()["columns"]) == COLUMNS


# --- the regional base


def exported(session: Session, ats: str) -> bytes:
    names = ambito_names(session)
    return b"".join(csv_of(told(row, names) for row in read_rows(session, {"ats": ats})))


def read(content: bytes, merged: dict[tuple[str, str], str] | None = None) -> tuple[Told, list[str]]:
    found, errors = parse_told(io.BytesIO(content), 5, merged or {})
    return found, [str(error) for error in errors]


def test_eight_files_are_one_base_with_the_figures_of_the_region(session: Session, fill: Fill) -> None:
    ambiti(session)
    for number, ats in enumerate(ATS):
        comune = next(m.istat for m in municipalities().values() if m.ats == ats)
        fill(FIRST, LAST, 700, seed=number, ats=ats, municipality=comune)
    fill(FIRST, LAST, 3_000)
    tell(session)
    files = []
    for ats in ATS:
        parsed, errors = read(exported(session, ats))
        assert errors == []
        files.append(parsed)
    merged = list(merge(files))
    names = ambito_names(session)
    everything = sorted(row for row in rows(session) if row.ats != UNKNOWN)
    assert [row for row in everything if row.place_type == "region"]
    assert merged == [told(row, names) for row in everything]


def changed(content: bytes, line: int, **cells: str) -> bytes:
    lines = content.decode().split("\r\n")
    row = lines[line - 1].split(",")
    for column, value in cells.items():
        row[COLUMNS.index(column)] = value
    lines[line - 1] = ",".join(row)
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"needs": "4"}, ('colonna "needs"', "non più piccolo di 5")),
        ({"needs": "x"}, ('colonna "needs"', "numero intero")),
        ({"period": "2025-Q7"}, ('colonna "period"', "2026-Q3")),
        ({"period_type": "year"}, ('colonna "period_type"', '"quarter"')),
        ({"ats": "999"}, ('colonna "ats"', "321")),
        ({"ats": "326"}, ('colonna "place"', '"ats:326"')),
        ({"topic": "niente"}, ('colonna "topic"', "minori--")),
        ({"place": "058091"}, ('colonna "place"', "codice ISTAT")),
        ({"outcome": "forse"}, ('colonna "outcome"', "unmet")),
    ],
)
def test_a_faulty_file_is_refused_with_line_column_and_what_was_expected(
    session: Session, fill: Fill, cells: dict[str, str], said: tuple[str, str]
) -> None:
    fill(FIRST, LAST, 2_000, ats="325", municipality="016024")
    tell(session)
    content = exported(session, "325")
    assert read(content)[1] == []
    lines = content.decode().split("\r\n")
    line = next(
        number for number, text in enumerate(lines, 1) if text.startswith("quarter,2025-Q1,325,all,all,")
    )
    _, errors = read(changed(content, line, **cells))
    assert all(part in errors[0] for part in (f"riga {line}, ", *said)), errors[:3]


def test_lines_that_are_missing_doubled_or_do_not_add_up_are_found(session: Session, fill: Fill) -> None:
    ambiti(session)
    fill(FIRST, LAST, 4_000)
    tell(session)
    content = exported(session, "325")
    lines = content.decode().split("\r\n")
    assert "alla riga 3" in read("\r\n".join([*lines[:3], lines[2], *lines[3:]]).encode())[1][0]
    number = next(n for n, line in enumerate(lines, 1) if ",municipality," in line)
    more = changed(content, number, needs="99999")
    assert any("la somma delle sue parti" in error for error in read(more)[1])
    assert "commas" not in str(read(content.replace(b",", b";"))[1])
    assert "separate da virgole" in read(content.replace(b",", b";"))[1][0]
    assert 'colonna "within"' in read(content.replace(b"within", b"altro"))[1][1]


def test_a_period_of_an_ats_does_not_come_twice(session: Session, fill: Fill) -> None:
    fill(FIRST, LAST, 500, ats="325", municipality="016024")
    tell(session)
    content = exported(session, "325")
    first, _ = read(content)
    merged = {(row.period, row.ats): "uno.csv" for row in first.rows}
    _, errors = read(content, merged)
    assert "uno.csv" in errors[0]
    assert count_rows(session, {"ats": "325"}) == len(errors)
