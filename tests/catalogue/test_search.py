# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services by the words that somebody wrote."""

from __future__ import annotations

from sqlalchemy.orm import Session

from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.search import search
from welfare_point.catalogue.wording import stems

BERGAMO, MILANO = "016024", "015146"


def offer(
    service_id: str, name: str, description: str = "", area: str = BERGAMO, status: str = "active"
) -> Offer:
    return Offer(
        service_id=service_id,
        organization_id="o",
        organization_name="Cooperativa Girandola",
        name=name,
        description=description or None,
        topics=("minori--laboratori",),
        audience="persona",
        service_areas=(area,),
        status=status,
    )


def found(session: Session, text: str, municipality: str | None = None) -> list[str]:
    return [offer.service_id for offer in search(session, text, municipality)]


def test_endings_do_not_matter_and_names_count_more(session: Session) -> None:
    import_services(
        session,
        [
            offer("a", "Ceramica del sabato", "forni e colori"),
            offer("b", "Colori", "si lavora anche la ceramica, con ogni bimba"),
            offer("c", "Calcio"),
        ],
    )
    assert found(session, "vorrei fare ceramiche con la bimba") == ["a", "b"]


def test_rare_words_count_more_than_common_ones(session: Session) -> None:
    offers = [offer(f"x{n}", "Attività per bambini") for n in range(5)]
    import_services(session, [*offers, offer("y", "Arrampicata")])
    assert found(session, "attività di arrampicata")[0] == "y"


def test_only_what_covers_the_place_and_is_active(session: Session) -> None:
    import_services(
        session,
        [
            offer("a", "Teatro", area=MILANO),
            offer("b", "Teatro"),
            offer("c", "Teatro", status="inactive"),
        ],
    )
    assert found(session, "teatro", BERGAMO) == ["b"]
    assert found(session, "teatro") == ["a", "b"]


def test_words_that_say_nothing_find_nothing(session: Session) -> None:
    import_services(session, [offer("a", "Teatro")])
    assert found(session, "boh ok sì") == []
    assert found(session, "%%%%%% ______") == []
    assert stems("Il teatro, i teatri e il 100% di compiti") == ["teatr", "teatr", "100", "comp"]
