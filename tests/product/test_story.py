# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole story of a need, by keyboard alone: told in the chat, seen, grouped, followed, met, and it says so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.editor_site import Site
from tests.browser.visiting import Visit, new_visit
from welfare_point.catalogue.database import create_engine, session_factory

from .conftest import PASSWORD, Product
from .talk import Talk
from .test_browser import CHROMIUM

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the pages are not tried"),
    pytest.mark.slow,
]

WIDTHS = (390, 820, 1280)
OTHERS = (
    ("Chi può accompagnare mio figlio a scuola al mattino? Siamo a Clusone", "8 anni", "dalle 7:30 alle 8"),
    ("Cerco un pedibus per la bambina, abitiamo a Clusone", "6 anni", "dalle 7:30 alle 8:15"),
    (
        "Non riesco ad accompagnare mio figlio a scuola, chi può portarlo? Sto a Rovetta",
        "9 anni",
        "dalle 7:15 alle 8",
    ),
    ("Serve chi accompagna a scuola mia figlia, vivo a Clusone", "7 anni", "alle 7:30"),
)
NEAR = {"consent": "Sì, va bene", "employer": "non so", "isee": "non so", "satisfied": "No, nessuno"}
TOPIC = "minori--accompagnamento"


@pytest.fixture
def visit(product: Product, browser: Browser) -> Iterator[Visit]:
    """A fresh page on the running product; at the end no error may have been logged and no other host asked."""
    engine = create_engine(f"sqlite:///{product.home / 'welfare-point.db'}")
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="it-IT")
    visit = new_visit(context, Site(product.url, session_factory(engine)))
    yield visit
    context.close()
    engine.dispose()
    assert visit.errors == []


def add_user(product: Product, name: str, role: str) -> None:
    command = Path(sys.executable).with_name("welfare-point")
    subprocess.run(
        [command, "users", "add", name, "--role", role, "--ats", "325"],
        env=os.environ | product.env | {"WELFARE_POINT_NEW_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )


def check_at_every_width(visit: Visit, name: str) -> None:
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.check(f"story-{name}")


def enter(visit: Visit, name: str, path: str) -> None:
    visit.go(path)
    visit.type("Nome utente", name)
    visit.type("Password", PASSWORD)
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("button", name="Entra")).to_have_count(0)


def leave(visit: Visit) -> None:
    with visit.page.expect_navigation():
        visit.press(visit.page.get_by_role("button", name="Esci"))


def tell(visit: Visit, text: str) -> None:
    """Type into the chat and wait for the answer."""
    box = visit.page.get_by_label("Il tuo messaggio")
    visit.to(box)
    visit.page.keyboard.type(text)
    with visit.page.expect_response("**/api/v1/chat", timeout=60_000):
        visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#typing")).to_be_hidden()


def choose(visit: Visit, title: str) -> None:
    """Press a button of the last answer."""
    with visit.page.expect_response("**/api/v1/chat", timeout=60_000):
        visit.press(visit.page.get_by_role("button", name=title, exact=True).last)
    expect(visit.page.locator("#typing")).to_be_hidden()


def test_a_need_told_in_the_chat_is_followed_until_a_service_answers(
    product: Product, visit: Visit, http: httpx.Client
) -> None:
    page, keys = visit.page, visit.page.keyboard
    add_user(product, "wcm-bergamo", "manager")
    add_user(product, "redazione-bergamo", "editor")

    # A citizen tells a need that nothing in the catalogue meets, others tell the same in their own words.
    visit.go("/")
    tell(visit, "Mi serve qualcuno che accompagni mia figlia a scuola la mattina, sto a Clusone")
    choose(visit, "Sì, va bene")
    tell(visit, "7 anni")
    tell(visit, "dalle 7:30 alle 8:30")
    expect(page.get_by_text("Il servizio esiste, ma non nel tuo Comune.")).to_be_visible()
    expect(page.get_by_text("Ho segnalato questo bisogno, senza il tuo nome.")).to_be_visible()
    check_at_every_width(visit, "1-chat")
    choose(visit, "No, nessuno")
    for text, age, hours in OTHERS:
        talk = Talk(http)
        talk.say(text)
        talk.answer(NEAR | {"child_age": age, "time_slot": hours})
        assert talk.need["topic"] == TOPIC, talk.text

    # The Welfare Community Manager sees them counted, and one by one.
    enter(visit, "wcm-bergamo", f"/osservatorio/luoghi?topic={TOPIC}")
    counted = page.get_by_role("row", name="Accompagnamento a scuola").get_by_role("link")
    expect(page.get_by_role("columnheader", name="Clusone")).to_be_visible()
    check_at_every_width(visit, "2-counted")
    visit.press(counted.first)
    rows = page.get_by_role("region", name="Richieste una per una").locator("tbody tr")
    expect(rows.filter(has_text="Clusone")).to_have_count(4)
    check_at_every_width(visit, "3-records")

    # They are grouped, and the group is accepted: another state, somebody who follows it, a day.
    visit.press(page.get_by_role("link", name="Bisogni collettivi"))
    visit.press(page.get_by_role("button", name="Cerca di nuovo"))
    expect(page.get_by_role("status")).to_have_text(re.compile(r"Nuovi bisogni collettivi: 1\."))
    check_at_every_width(visit, "4-grouped")
    visit.press(page.locator(".needs h3 a").filter(has_text="Clusone"))
    expect(page.get_by_role("heading", level=3, name="Perché stanno insieme")).to_be_visible()
    expect(page.locator("input[name=record]")).to_have_count(5)
    assert page.locator(".covered").count() == 0
    need = page.url
    visit.to(page.get_by_label("Cambia lo stato").and_(page.locator("select")))
    keys.type("In e")
    visit.press(page.get_by_role("button", name="Cambia lo stato"))
    expect(page.get_by_role("status")).to_have_text("Lo stato è cambiato.")
    visit.type("Chi lo segue", "Ufficio di piano")
    visit.to(page.get_by_label("Scadenza"))
    keys.type("12122026")
    visit.to(page.get_by_role("textbox", name="Note"))
    keys.type("Sentire la scuola e il Comune per un pedibus")
    visit.press(page.get_by_role("button", name="Salva"))
    expect(page.get_by_role("status")).to_have_text("L’incarico è salvato.")
    expect(page.get_by_text("Stato cambiato (prima: Nuovo; dopo: In esame)")).to_be_visible()
    expect(page.get_by_text("12/12/2026").first).to_be_visible()
    check_at_every_width(visit, "5-followed")
    visit.press(page.get_by_role("link", name="Torna all’elenco"))
    visit.go("/dashboard")
    leave(visit)

    # The editor adds a service to the catalogue.
    enter(visit, "redazione-bergamo", "/catalogo")
    visit.press(page.get_by_role("link", name="Aggiungi un servizio"))
    visit.type("Codice dell’organizzazione", "passo-passo")
    visit.type("Nome dell’organizzazione", "Associazione Passo Passo")
    visit.type("Nome del servizio", "Pedibus di Clusone")
    visit.press(page.get_by_role("checkbox", name="Accompagnamento a scuola"), "Space")
    visit.to(page.get_by_label("A chi si rivolge"))
    keys.type("Persone")
    visit.type("Età minima", "6")
    visit.type("Età massima", "10")
    visit.type("Zone servite", "Clusone; Rovetta")
    check_at_every_width(visit, "6-form")
    visit.press(page.get_by_role("button", name="Salva"))
    expect(page.get_by_role("status")).to_have_text("Il servizio è nel catalogo.")
    check_at_every_width(visit, "7-service")
    (added,) = visit.site.named("Pedibus di Clusone")
    assert (added.topics, added.service_areas) == ((TOPIC,), ("016077", "016187"))
    leave(visit)

    # The need says by itself that it is covered.
    enter(visit, "wcm-bergamo", need.removeprefix(product.url))
    expect(page.locator(".covered")).to_have_text("1 servizio nuovo o cambiato copre 5 di queste 5 richieste")
    expect(page.get_by_text("Pedibus di Clusone, Associazione Passo Passo")).to_be_visible()
    check_at_every_width(visit, "8-covered")
