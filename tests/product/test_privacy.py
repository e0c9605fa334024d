# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing that says who somebody is stays on the disk of a running copy, whatever people write in the chat."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from .conftest import PASSWORD, Product
from .talk import Talk

# What one person writes, one message after the other: facts of a need, and the data planted among them.
# All invented. The codes have true check digits, as real ones would.
MESSAGES = (
    "Buongiorno, mi chiamo Zelmira Fintobaldi e cerco un nido per mia figlia Tolda, con giardino",
    "abito a Bergamo in via dei Fintigli 48, il mio codice fiscale è FNTZMR80A41A794O",
    "lei ha 18 mesi, è nata il 11/04/2025; tessera sanitaria 80380000301234567890",
    "mi potete chiamare al 347 0001112 oppure a casa allo 035 0009913, o scrivere a zelmira.f@posta.example",
    "a voce: tre quattro nove zero zero uno due due tre tre",
    "per il rimborso IBAN IT60X0542811101000000123456, carta 4111 1111 1111 1111, partita IVA 01234567897",
    "carta d'identità CA12345AA, passaporto YA1234567, patente BG1234567X, auto targata AB123CD",
    "su instagram sono @zelmi_finta82, il profilo è https://www.facebook.com/zelmira.finta, ip 203.0.113.45",
    "mio marito si chiama Gualfardo Pistrelloni, il nonno Teodolfo non guida",
)
PLANTED = {
    "name": "Zelmira",
    "surname": "Fintobaldi",
    "child's name": "Tolda",
    "street": "via dei Fintigli",
    "codice fiscale": "FNTZMR80A41A794O",
    "date of birth": "11/04/2025",
    "health card": "80380000301234567890",
    "mobile": "347 0001112",
    "landline": "035 0009913",
    "e-mail": "zelmira.f@posta.example",
    "spoken telephone": "tre quattro nove zero zero uno due due tre tre",
    "IBAN": "IT60X0542811101000000123456",
    "payment card": "4111 1111 1111 1111",
    "partita IVA": "01234567897",
    "identity card": "CA12345AA",
    "passport": "YA1234567",
    "driving licence": "BG1234567X",
    "plate": "AB123CD",
    "social handle": "zelmi_finta82",
    "profile address": "facebook.com/zelmira.finta",
    "IP address": "203.0.113.45",
    "relative's name": "Gualfardo",
    "relative's surname": "Pistrelloni",
    "other relative's name": "Teodolfo",
}
HARMLESS = "giardino"
"""A word of the first message that says nothing of a person: it must be found, or the search finds nothing."""


def squeezed(text: str) -> str:
    """Lower-cased, without spaces."""
    return re.sub(r"\s+", "", text.lower())


def files(product: Product) -> Iterator[tuple[str, str]]:
    """Every file of the home as text; the signing secret aside."""
    for path in sorted(product.home.rglob("*")):
        if path.is_file() and path.name != "secret":
            yield str(path.relative_to(product.home)), path.read_bytes().decode("utf-8", "replace")


def rows(product: Product) -> Iterator[tuple[str, str]]:
    """Every table of both databases as text, also what stands in JSON with escapes."""
    for path in sorted(product.home.glob("*.db")):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (name,) in names:
                told = database.execute(f'SELECT * FROM "{name}"').fetchall()
                yield f"{path.name}:{name}", "\n".join(str(value) for row in told for value in row)


@pytest.fixture(scope="module")
def kept(product: Product) -> dict[str, str]:
    """Where anything is kept after the conversation, and what."""
    with httpx.Client(base_url=product.url, timeout=60) as http:
        talk = Talk(http)
        talk.say(MESSAGES[0])
        talk.press("Sì, va bene")
        for message in MESSAGES[1:]:
            talk.say(message)
        assert talk.id is not None
        history = http.get(f"/api/v1/conversations/{talk.id}").raise_for_status().text
        records = http.get("/api/v1/unmet-needs", auth=("admin", PASSWORD)).raise_for_status().text
        metrics = http.get("/metrics").raise_for_status().text
    served = {"history": history, "unmet needs": records, "metrics": metrics}
    return dict(files(product)) | dict(rows(product)) | served


def test_the_search_finds_what_is_kept(kept: dict[str, str]) -> None:
    found = {place for place, text in kept.items() if HARMLESS in text}
    assert {"history", "conversations.db:events"} <= found
    assert any(place.startswith("welfare-point.db:") for place in found)
    assert any(place.startswith("conversations.db") and ":" not in place for place in found), "also in bytes"
    assert {"logs/api.log", "logs/bot.log", "logs/actions.log"} <= kept.keys()


@pytest.mark.parametrize("kind", PLANTED)
def test_no_planted_datum_is_kept_anywhere(kept: dict[str, str], kind: str) -> None:
    datum = PLANTED[kind]
    assert squeezed(datum) in squeezed(" ".join(MESSAGES)), "it was said"
    found = [place for place, text in kept.items() if squeezed(datum) in squeezed(text)]
    assert found == [], f"{datum!r} was kept"


def test_a_need_told_with_a_name_is_understood_all_the_same(kept: dict[str, str]) -> None:
    assert "minori--prima-infanzia" in kept["welfare-point.db:conversation"]
