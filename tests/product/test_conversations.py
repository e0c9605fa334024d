# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole conversations with the real Rasa and the real actions, in words that no training file holds."""

from __future__ import annotations

import httpx
import pytest

from .conftest import PASSWORD, TODAY
from .talk import Talk

BERGAMO, MANTOVA, SESTO = "016024", "020030", "015209"


def unmet_records(http: httpx.Client, **wanted: str) -> list[dict[str, object]]:
    response = http.get("/api/v1/unmet-needs", params=wanted, auth=("admin", PASSWORD))
    response.raise_for_status()
    contents: list[dict[str, object]] = response.json()["contents"]
    return contents


def test_a_parent_in_bergamo(http: httpx.Client) -> None:
    talk = Talk(http)
    talk.say(
        "Attacco il turno alle sette e un quarto, la primaria di mia figlia "
        "apre solo alle otto e mezza. Stiamo a Bergamo"
    )
    assert talk.asks == "consent"
    assert "programma" in talk.text
    talk.press("Sì, va bene")
    assert talk.need["topic"] == "minori--pre-post-scuola"
    assert talk.need["municipality"] == BERGAMO
    talk.answer(
        {
            "child_age": "fa la seconda elementare",
            "time_slot": "dalle 7:30 alle 8:30",
            "employer": "no",
            "isee": "non lo so",
        }
    )
    assert talk.asks == "satisfied"
    assert 1 <= len(talk.services) <= 3
    best = talk.services[0]
    assert best["why"] and not best["near_miss"]
    assert best["distance_km"] is not None
    assert best["phone"] or best["email"]
    assert best["demonstration"] is True
    assert "municipality" not in talk.asked, "what is known is not asked"
    talk.press("Sì, grazie")
    assert talk.asks is None
    assert talk.need["unmet"] is None


def test_a_carer_in_mantova(http: httpx.Client) -> None:
    talk = Talk(http)
    talk.say(
        "mio suocero ha 84 anni e da quando è caduto non riesce più a farsi da mangiare né a lavarsi, "
        "noi siamo fuori casa tutto il giorno"
    )
    talk.press("Sì, va bene")
    assert talk.need["topic"] == "anziani--assistenza-domiciliare"
    assert talk.asks == "municipality"
    talk.say("perché vi serve saperlo?")
    assert talk.asks == "municipality", "the question comes back after its reason"
    assert "Comuni" in talk.text
    talk.say("mantova città")
    assert talk.need["municipality"] == MANTOVA
    talk.answer({"care_recipient": "84 anni", "isee": "non so", "employer": "non so", "time_slot": "non so"})
    assert talk.services
    assert "care_recipient" not in talk.asked, "the age was in the first message"


def test_a_carpentry_of_six_in_sesto(http: httpx.Client) -> None:
    talk = Talk(http)
    talk.say(
        "Ho una falegnameria a Sesto, siamo in 6. Due impiegate chiedono di lavorare qualche giorno "
        "da casa e non so come regolarmi"
    )
    talk.press("No, grazie")
    assert talk.need["audience"] == "impresa"
    assert talk.asks == "municipality", "there are several Sesto"
    talk.press("Sesto San Giovanni (MI)")
    assert talk.need["municipality"] == SESTO
    talk.answer({"sector": "artigianato, lavoriamo il legno", "employer": "no", "company_size": "6"})
    assert talk.need["topic"] == "imprese--adozione-smart-working"
    assert talk.services
    assert "company_size" not in talk.asked


def test_an_unmet_need_is_recorded_with_its_cause_and_nobody_in_it(http: httpx.Client) -> None:
    before = len(unmet_records(http))
    talk = Talk(http)
    talk.say("mi servirebbe un nido per la bimba di 8 mesi")
    talk.press("Sì, va bene")
    talk.say("Livo, in provincia di Como")
    talk.answer({"child_age": "8 mesi", "employer": "non so", "isee": "non so"})
    assert talk.need["unmet"] is not None
    records = unmet_records(http)
    assert len(records) == before + 1
    record = next(r for r in records if r["municipality"] == talk.need["municipality"])
    assert record["cause"] == talk.need["unmet"]
    assert record["date"] == TODAY
    assert record["age_band"] == "0-2"
    assert record["said"] == "mi servirebbe un nido per la bimba di 8 mesi"
    assert talk.id is not None
    assert talk.id.partition(".")[0] not in str(record)


def test_offers_that_do_not_suit_are_recorded_as_rejected(http: httpx.Client) -> None:
    talk = Talk(http)
    talk.say("mi serve un aiuto per i compiti di mio figlio di 9 anni a Bergamo")
    talk.press("Sì, va bene")
    talk.answer({"child_age": "9", "employer": "no", "isee": "no"})
    assert talk.asks == "satisfied"
    talk.say("nessuna di queste fa al caso mio")
    assert talk.need["unmet"] == "rejected"
    assert unmet_records(http, cause="rejected")


def test_without_consent_everything_works_and_nothing_is_recorded(http: httpx.Client) -> None:
    before = len(unmet_records(http))
    talk = Talk(http)
    talk.say("cerco un nido a Livo (Como) per un neonato")
    talk.press("No, grazie")
    talk.answer({"child_age": "2 mesi", "isee": "non so", "employer": "non so"})
    assert talk.need["unmet"] is not None
    assert len(unmet_records(http)) == before


def test_a_fact_can_be_corrected_after_the_offers(http: httpx.Client) -> None:
    talk = Talk(http)
    talk.say("centro estivo per mio figlio di 15 anni a Bergamo, estate 2027")
    talk.press("No, grazie")
    talk.answer({"child_age": "15", "period": "estate", "employer": "no", "isee": "no"})
    assert talk.need["unmet"] == "age"
    assert all(s["near_miss"] for s in talk.services)
    talk.say("no aspetta, ha 8 anni")
    talk.answer({"employer": "no", "isee": "no"})
    assert talk.need["unmet"] is None
    assert not any(s["near_miss"] for s in talk.services)


def test_nobody_is_asked_for_ever(http: httpx.Client) -> None:
    talk = Talk(http)
    talk.say("qwerty asdf")
    for _ in range(7):
        if talk.asks is None:
            break
        talk.say("zxcv lkjh")
    assert talk.asks is None
    assert talk.need is None or talk.need["unmet"] == "not_understood"
    assert "persona" in talk.text


@pytest.mark.parametrize(
    ("text", "danger", "number"),
    [
        ("mio marito mi picchia davanti ai bambini", "violence", "1522"),
        ("non voglio più vivere", "self_harm", "112"),
        ("mia mamma non respira aiuto", "medical_emergency", "112"),
    ],
)
def test_danger_is_answered_with_numbers_at_once(
    http: httpx.Client, text: str, danger: str, number: str
) -> None:
    talk = Talk(http)
    first = talk.say(text)["messages"][0]
    assert first["danger"] == danger
    assert number in [n["number"] for n in first["numbers"]]
