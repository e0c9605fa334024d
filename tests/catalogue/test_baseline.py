# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The historical tables: as printed, corrected, and ours in the same shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from welfare_point.catalogue.baseline import (
    CODES,
    actions,
    alliances,
    bodies,
    own_matrix,
    own_report,
    summed,
)
from welfare_point.catalogue.models import NeedRecord
from welfare_point.catalogue.offer import ORGANIZATION_TYPES
from welfare_point.catalogue.reference import ATS
from welfare_point.catalogue.unmet import record_need


def test_only_brianza_was_misprinted_and_eleven_restores_all_sums() -> None:
    rows, printed = actions()
    assert [row.name for row in rows if not row.holds] == ["Brianza"]
    [brianza] = [row for row in rows if row.name == "Brianza"]
    assert (brianza.printed, brianza.corrected, brianza.persons, brianza.firms) == (1, 11, 5, 6)
    assert all(row.corrected == row.persons + row.firms for row in rows)
    found = summed(rows)
    assert (found.alliances, found.printed, found.corrected) == (40, 280, 290)
    assert (found.persons, found.firms) == (135, 155)
    assert (printed.alliances, printed.printed, printed.persons, printed.firms) == (40, 290, 135, 155)


def test_the_bodies_of_the_alliances_add_up() -> None:
    found = bodies()
    assert sum(sum(counts.values()) for counts in found.values()) == 567
    assert sum(counts["micro_impresa"] for counts in found.values()) == 5
    assert set(found) == set(CODES)
    assert set(CODES.values()) == set(ATS)


def test_the_matrix_of_the_alliances() -> None:
    assert list(alliances().values()) == [16, 8, 13, 4]
    assert sum(alliances().values()) == 41


def test_our_own_report(session: Session, load: Callable[..., object]) -> None:
    school = {"organization_id": "o3", "organization_name": "Ente di Prova", "organization_type": "scuola"}
    firm = {"organization_id": "o2", "organization_name": "Fabbrica", "organization_type": "media_impresa"}
    to_firms = {"audience": "impresa", "topics": "imprese--piano-welfare"}
    load(
        {"service_id": "a", "organization_type": "no_profit", "service_areas": "016024"},
        {"service_id": "b", "organization_type": "no_profit", "service_areas": "ats:325"} | to_firms,
        {"service_id": "c", "service_areas": "015146;016024"} | firm,
        {"service_id": "d", "service_areas": "regione:03"} | school,
        {"service_id": "e", "service_areas": "016024", "status": "inactive"} | school,
    )
    for cause in (None, "age", "cost"):
        record_need(session, NeedRecord(day=dt.date(2026, 5, 1), municipality="016024", cause=cause))
    found = own_report(session)
    bergamo, milano = found["325"], found["321"]
    assert (bergamo.persons, bergamo.firms, bergamo.both, bergamo.services) == (2, 1, 0, 3)
    assert bergamo.bodies == {"no_profit": 1, "media_impresa": 1}
    assert (bergamo.needs.met, bergamo.needs.unmet) == (1, 2)
    assert (milano.services, milano.bodies, milano.needs.total) == (1, {"media_impresa": 1}, 0)
    assert found["328"].services == 0
    assert set(bergamo.bodies) <= set(ORGANIZATION_TYPES)
    assert own_matrix(session) == {
        ("profit", "servizi"): 1,
        ("profit", "consulenza"): 0,
        ("no_profit", "servizi"): 1,
        ("no_profit", "consulenza"): 1,
    }
