# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The running product as a person meets it: three conversations on a phone and on a desk, and the dashboard.

With ``WELFARE_POINT_SCREENSHOTS`` naming a folder, the pictures of the documentation are made there.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from .conftest import PASSWORD, ROOT, Product

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE, DESK = (390, 844), (1280, 800)
PICTURES = Path(os.environ.get("WELFARE_POINT_SCREENSHOTS", ROOT / "tests" / "browser" / "screenshots"))

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine: the pages are not tried"
)

Facts = Mapping[str, str]
"""What this person answers to each question (the codes of ``asks``): a button's title, or words to type."""

PARENT: Facts = {
    "consent": "Sì, va bene",
    "child_age": "fa la seconda elementare",
    "time_slot": "dalle 7:30 alle 8:30",
    "employer": "no",
    "isee": "non lo so",
}
CARER: Facts = {
    "consent": "Sì, va bene",
    "municipality": "mantova città",
    "care_recipient": "84 anni",
    "isee": "non so",
    "employer": "non so",
    "time_slot": "non so",
}
CARPENTRY: Facts = {
    "consent": "No, grazie",
    "municipality": "Sesto San Giovanni (MI)",
    "sector": "artigianato, lavoriamo il legno",
    "employer": "no",
    "company_size": "6",
}
NOBODY_NEAR: Facts = {
    "consent": "Sì, va bene",
    "municipality": "Livo, in provincia di Como",
    "child_age": "8 mesi",
    "employer": "non so",
    "isee": "non so",
}
FIRST_WORDS = {
    "parent": "Attacco il turno alle sette e un quarto, la scuola di mia figlia apre alle otto e mezza. Sto a Bergamo",
    "carer": "mio suocero ha 84 anni e da quando è caduto non riesce più a farsi da mangiare né a lavarsi",
    "carpentry": "Ho una falegnameria a Sesto, siamo in 6. Due impiegate chiedono di lavorare qualche giorno da casa",
}


@dataclass
class Visit:
    """One open page, with what went wrong in it and where it sent requests."""

    page: Page
    context: BrowserContext
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def cards(self) -> Locator:
        """The services told last."""
        return self.page.get_by_role("list", name="Servizi trovati").last.locator("> li")

    def say(self, text: str) -> dict[str, Any]:
        """Press the button with this title, or type the text; returns the answer that the page received."""
        button = self.page.get_by_role("group", name="Risposte possibili").get_by_role(
            "button", name=text, exact=True
        )
        with self.page.expect_response("**/api/v1/chat", timeout=60_000) as received:
            if button.count():
                button.click()
            else:
                box = self.page.get_by_label("Il tuo messaggio")
                box.fill(text)
                box.press("Enter")
        answer: dict[str, Any] = received.value.json()
        shown = self.page.locator(".message-bot > .message-text").last
        expect(shown).to_contain_text(answer["messages"][-1]["text"])
        return answer

    def tell(self, text: str, facts: Facts) -> dict[str, Any]:
        """Say ``text`` and answer what is asked; returns the last answer, the first that ``facts`` do not cover."""
        answer = self.say(text)
        for _ in range(12):
            asked = next((str(m["asks"]) for m in answer["messages"] if m.get("asks")), "")
            if asked not in facts:
                return answer
            answer = self.say(facts[asked])
        raise AssertionError(f"still asking: {answer}")

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def fits(self) -> bool:
        """Whether nothing is wider than the window."""
        fits: bool = self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        return fits


@pytest.fixture(params=[PHONE, DESK], ids=["390", "1280"])
def visit(product: Product, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The chat page; at the end no error may have been logged and no other host asked."""
    width, height = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="it-IT", reduced_motion="reduce"
    )
    page = context.new_page()
    visit = Visit(page, context)
    page.on("request", lambda sent: visit.requests.append(sent.url))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda line: visit.errors.append(line.text) if line.type == "error" else None)
    page.goto(product.url)
    yield visit
    context.close()
    assert visit.errors == []
    assert visit.requests
    assert [url for url in visit.requests if not url.startswith(product.url + "/")] == []


def test_the_page_says_what_it_is(visit: Visit) -> None:
    expect(visit.page.get_by_text("Sono un assistente automatico, non una persona.")).to_be_visible()
    expect(visit.page.get_by_text("Catalogo dimostrativo")).to_be_visible()
    assert visit.fits()


@pytest.mark.parametrize(
    ("who", "facts", "topic"),
    [
        ("parent", PARENT, "minori--pre-post-scuola"),
        ("carer", CARER, "anziani--assistenza-domiciliare"),
        ("carpentry", CARPENTRY, "imprese--adozione-smart-working"),
    ],
)
def test_a_conversation_ends_with_services_and_their_reasons(
    visit: Visit, who: str, facts: Facts, topic: str
) -> None:
    answer = visit.tell(FIRST_WORDS[who], facts)
    assert answer["need"]["topic"] == topic
    assert answer["need"]["unmet"] is None
    expect(visit.cards.first).to_be_visible()
    assert 1 <= visit.cards.count() <= 3
    for card in visit.cards.all():
        expect(card.get_by_role("heading", level=3)).to_be_visible()
        expect(card).to_contain_text("Perché è adatto")
        expect(card.locator(".why li").first).to_be_visible()
        expect(card.get_by_text("Dimostrativo", exact=True)).to_be_visible()
        expect(card).not_to_contain_text("Quasi adatto")
    expect(visit.page.get_by_role("button", name="No, nessuno")).to_be_visible()
    assert visit.fits()
    assert visit.context.cookies() == [], "a citizen gets no cookie"
    if who == "parent":
        wide = visit.page.viewport_size == {"width": DESK[0], "height": DESK[1]}
        visit.cards.first.scroll_into_view_if_needed()
        visit.picture("screenshot-chat" if wide else "screenshot-telefono")


@pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["390"])
def test_a_reload_shows_the_conversation_again(visit: Visit) -> None:
    visit.tell(FIRST_WORDS["parent"], PARENT)
    messages = visit.page.locator(".message > .message-text")
    before = messages.all_text_contents()
    visit.page.reload()
    expect(visit.page.get_by_role("button", name="No, nessuno")).to_be_visible()
    assert messages.all_text_contents() == before


@pytest.mark.parametrize("visit", [DESK], indirect=True, ids=["1280"])
def test_the_manager_sees_the_need_that_was_just_told(visit: Visit, http: httpx.Client) -> None:
    seen = http.get("/api/v1/unmet-needs", auth=("admin", PASSWORD)).raise_for_status().json()["total_items"]
    answer = visit.tell("mi servirebbe un nido per la bimba di 8 mesi", NOBODY_NEAR)
    assert answer["need"]["unmet"] == "out_of_area"
    for card in visit.cards.all():
        expect(card).to_contain_text("Quasi adatto")

    page = visit.page
    page.get_by_role("link", name="Area operatori").click()
    page.get_by_label("Nome utente").fill("admin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("heading", name="Bisogni senza risposta")).to_be_visible()
    expect(page.locator(".figure strong")).to_have_text(str(seen + 1))
    rows = page.get_by_role("region", name="Richieste una per una").locator("tbody tr")
    told = rows.filter(has_text="Livo").first
    for text in ("23/11/2026", "Nido e servizi 0-3 anni", "Non copre il Comune", "0-2"):
        expect(told).to_contain_text(text)
    assert visit.fits()
    visit.picture("screenshot-dashboard")

    page.get_by_label("Causa").select_option("out_of_area")
    page.get_by_role("button", name="Mostra").click()
    expect(page).to_have_url(re.compile("cause=out_of_area"))
    expect(told).to_be_visible()
    expect(rows.filter(has_not_text="Non copre il Comune")).to_have_count(0)
    page.get_by_role("button", name="Esci").click()
    expect(page.get_by_label("Password")).to_be_visible()
