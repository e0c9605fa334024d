# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What schools do otherwise: the file that is imported, and what is kept of it."""

import datetime as dt
import io

import pytest
from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange.school_exceptions import parse_school_exceptions
from welfare_point.catalogue.school_calendar import SchoolException, scopes_on
from welfare_point.catalogue.school_exceptions import keep_school_exceptions, school_exceptions

HEADER = "municipality,school,from,to,kind,note\n"
BERGAMO, MILANO = "016024", "015146"


def _parsed(*lines: str) -> tuple[list[SchoolException], list[str]]:
    found, errors = parse_school_exceptions(io.BytesIO((HEADER + "\n".join(lines)).encode()))
    return found, [str(error) for error in errors]


def test_a_file_says_days_of_a_comune_or_of_one_school(session: Session) -> None:
    found, errors = _parsed(
        "Bergamo,,2026-11-02,2026-11-02,chiusure,delibera di settembre",
        f"{BERGAMO},Primaria dei Tigli,2026-11-02,2026-11-02,scuola,",
    )
    assert errors == []
    assert keep_school_exceptions(session, found) == 2
    session.commit()
    day = dt.date(2026, 11, 2)
    kept = school_exceptions(session, BERGAMO)
    assert sorted(kept, key=repr) == sorted(found, key=repr)
    assert "chiusure" in scopes_on(day, BERGAMO, exceptions=kept)
    assert "scuola" in scopes_on(day, BERGAMO, school="Primaria dei Tigli", exceptions=kept)


def test_a_file_replaces_what_was_kept_of_the_comuni_it_names(session: Session) -> None:
    first, _ = _parsed("Bergamo,,2026-11-02,2026-11-02,chiusure,", "Milano,,2026-12-09,2026-12-09,chiusure,")
    second, _ = _parsed("Bergamo,,2027-02-10,2027-02-10,carnevale,")
    keep_school_exceptions(session, first)
    keep_school_exceptions(session, second)
    assert school_exceptions(session, BERGAMO) == second
    assert school_exceptions(session, MILANO) == first[1:]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Roma,,2026-11-02,2026-11-02,chiusure,", 'colonna "municipality": valore "Roma"'),
        ("Bergamo,,2026-11-31,2026-11-02,chiusure,", 'colonna "from": valore "2026-11-31"'),
        ("Bergamo,,2026-11-02,2026-11-01,chiusure,", 'colonna "to": valore "2026-11-01"'),
        ("Bergamo,,2026-11-02,2026-11-02,ponte,", "atteso uno di questi valori: scuola, chiusure"),
        ("Bergamo,,2026-11-02,2026-11-02,,", 'riga 3, colonna "kind"'),
        ("Bergamo,,2026-12-01,2026-12-24,natale,", "la riga 2 non parla già"),
    ],
)
def test_bad_lines_say_what_was_expected_and_nothing_is_taken(line: str, says: str) -> None:
    found, errors = _parsed("Bergamo,,2026-12-22,2026-12-22,natale,", line)
    assert found == [] and len(errors) == 1 and says in errors[0]
