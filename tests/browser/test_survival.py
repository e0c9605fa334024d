# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A conversation in a real browser survives what happens to people: a reload, a lost answer, a second tab, a
restart. And it goes away when they want it to. What can be done with a recommendation is tried here too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from welfare_point.catalogue.models import RecordReport, ServiceFeedback

from .accessible import check_accessible
from .chat_site import PHONE, ChatSite
from .editor_site import ROOT, TODAY
from .errors import Errors
from .holding import Held
from .visiting import OVERFLOWING, tab_to

PHONE_SIZE, DESK, NARROW = (390, 844), (1280, 800), (320, 640)
OPENING = "La scuola apre dopo che inizio a lavorare"


@dataclass
class Visit:
    """One tab."""

    page: Page
    site: ChatSite
    errors: Errors = field(default_factory=Errors)

    @property
    def input(self) -> Locator:
        return self.page.get_by_label("Il tuo messaggio")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    def say(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def messages(self) -> list[str]:
        return self.page.locator(".message > .message-text").all_text_contents()

    def from_person(self) -> list[str]:
        return [text.removeprefix("Tu: ") for text in self.messages() if text.startswith("Tu: ")]

    def to_recommendation(self) -> None:
        self.page.get_by_role("button", name="La scuola apre").click()
        self.page.get_by_role("button", name="Sì, va bene").click()
        expect(self.page.get_by_text("In quale Comune abiti?")).to_be_visible()
        self.say("Bergamo")
        expect(self.card).to_be_visible()

    @property
    def card(self) -> Locator:
        return self.page.locator(".service").first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def check(self, name: str) -> None:
        """No accessibility violation, nothing wider than the window; keeps a picture."""
        size = self.page.viewport_size
        assert size is not None
        self.page.evaluate("Promise.all(document.getAnimations().map((a) => a.finished)).then(() => null)")
        check_accessible(self.page, name)
        assert self.page.evaluate(OVERFLOWING) == [], name
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        folder = Path(__file__).parent / "screenshots"
        folder.mkdir(exist_ok=True)
        self.page.screenshot(path=folder / f"survival-{name}-{size['width']}.png")

    def to(self, target: Locator) -> None:
        tab_to(self.page, target)

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.to(target)
        self.page.keyboard.press(key)


def watched(page: Page, site: ChatSite) -> Visit:
    visit = Visit(page, site)
    # Of the product only the gateway is here: it is well when it answers.
    page.route("**/health", lambda route: route.fulfill(status=200 if site.is_up else 503))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda line: visit.errors.append(line.text) if line.type == "error" else None)
    page.on("dialog", lambda dialog: visit.errors.append(f"a dialog of the browser: {dialog.message}"))
    page.on(
        "request",
        lambda sent: visit.errors.append(sent.url) if not sent.url.startswith(site.address) else None,
    )
    return visit


@pytest.fixture
def site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[ChatSite]:
    monkeypatch.setenv("WELFARE_POINT_TODAY", TODAY)
    build = ROOT / ".build"
    running = ChatSite(
        tmp_path,
        build if (build / "web" / "vendor").is_dir() else tmp_path / "build",
        getattr(request, "param", ""),
    )
    running.start()
    yield running
    running.close()


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    width, height = getattr(request, "param", DESK)
    opened = browser.new_context(viewport={"width": width, "height": height}, locale="it-IT")
    yield opened
    opened.close()


@pytest.fixture
def visit(site: ChatSite, context: BrowserContext) -> Iterator[Visit]:
    """A fresh page; at the end no error may have been logged and no other host asked."""
    visit = watched(context.new_page(), site)
    visit.page.goto(site.address)
    yield visit
    assert visit.errors == []


def lose_answers(page: Page, times: int = 1) -> list[str]:
    """The network breaks after the server was reached: it has answered, the page does not know."""
    lost: list[str] = []

    def handle(route: Route) -> None:
        if len(lost) < times:
            route.fetch()
            lost.append(route.request.post_data or "")
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/chat", handle)
    return lost


# --- the network and the server


def test_an_answer_lost_on_its_way_is_found_again_and_nothing_is_doubled(visit: Visit) -> None:
    lost = lose_answers(visit.page)
    visit.say("Cerco un nido")
    expect(visit.page.get_by_text("Il tuo messaggio non è perso")).to_be_visible()
    expect(visit.input).to_have_value("Cerco un nido")
    assert visit.site.assistant.said == ["Cerco un nido"], "it was received"
    visit.button("Riprova").click(timeout=10_000)
    expect(visit.button("No, grazie")).to_be_visible()
    assert visit.from_person() == ["Cerco un nido"]
    assert visit.site.assistant.said == ["Cerco un nido"]
    assert len(lost) == 1
    visit.errors.forgive("ERR_FAILED")


def test_a_choice_whose_answer_was_lost_is_not_made_twice(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    lose_answers(visit.page)
    visit.button("Sì, va bene").click()
    expect(visit.page.get_by_text("La tua scelta non è persa")).to_be_visible()
    visit.button("Riprova").click(timeout=10_000)
    expect(visit.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    assert visit.site.assistant.said == [OPENING, "/affirm"]
    assert visit.from_person() == [OPENING, "Sì, va bene"]
    visit.errors.forgive("ERR_FAILED")


def test_another_message_after_a_lost_answer_brings_the_lost_one_back(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    lose_answers(visit.page)
    visit.say("Sono di Lodi")
    expect(visit.page.get_by_text("Il tuo messaggio non è perso")).to_be_visible()
    visit.say("anzi, di Bergamo")
    expect(visit.page.locator(".message-you")).to_have_count(3)
    assert visit.from_person() == [OPENING, "Sono di Lodi", "anzi, di Bergamo"]
    expect(visit.page.get_by_text("In quale Comune abiti?")).to_have_count(1)
    assert visit.site.assistant.said == [OPENING, "Sono di Lodi", "anzi, di Bergamo"]
    visit.errors.forgive("ERR_FAILED")


def test_a_reload_with_a_message_on_its_way_loses_nothing(visit: Visit) -> None:
    lose_answers(visit.page)
    visit.say("Cerco un nido")
    expect(visit.page.get_by_text("Il tuo messaggio non è perso")).to_be_visible()
    visit.page.reload()
    expect(visit.input).to_have_value("Cerco un nido")
    visit.input.press("Enter")
    expect(visit.button("No, grazie")).to_be_visible()
    assert visit.site.assistant.said == ["Cerco un nido"], "the same turn, over the reload"
    visit.page.reload()
    expect(visit.button("No, grazie")).to_be_visible()
    assert visit.from_person() == ["Cerco un nido"]
    expect(visit.input).to_have_value("")
    visit.errors.forgive("ERR_FAILED")


def test_the_server_starts_again_in_the_middle(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    visit.site.stop()
    visit.button("Sì, va bene").click()
    expect(visit.page.get_by_text("La tua scelta non è persa")).to_be_visible()
    visit.site.start()
    visit.button("Riprova").click(timeout=15_000)
    expect(visit.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    visit.page.reload()
    expect(visit.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    assert visit.from_person() == [OPENING, "Sì, va bene"]
    visit.errors.forgive("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "503")


# --- two tabs


def duplicate(visit: Visit) -> Visit:
    """As browsers duplicate a tab: with its session storage."""
    with visit.page.expect_popup() as opened:
        visit.page.evaluate("window.open('/')")
    other = watched(opened.value, visit.site)
    other.page.bring_to_front()
    return other


def come_back(visit: Visit) -> None:
    visit.page.bring_to_front()
    visit.page.evaluate("window.dispatchEvent(new Event('focus'))")  # a window without a screen gets none


def test_two_tabs_on_one_conversation_show_the_same(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    other = duplicate(visit)
    expect(other.button("No, grazie")).to_be_visible()
    other.button("Sì, va bene").click()
    expect(other.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    come_back(visit)
    expect(visit.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    assert visit.messages() == other.messages()
    expect(visit.button("No, grazie")).to_have_count(0)
    expect(visit.page.locator("#status")).to_have_text("Ecco i messaggi scritti altrove.")
    visit.say("Bergamo")
    expect(visit.card).to_be_visible()
    come_back(other)
    expect(other.card).to_be_visible()
    assert visit.messages() == other.messages()
    come_back(visit)
    come_back(other)
    assert visit.messages() == other.messages(), "looking again adds nothing"
    assert visit.site.assistant.said == [OPENING, "/affirm", "Bergamo"]
    assert other.errors == []


def test_tabs_that_write_without_having_seen_each_other_lose_nothing(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    other = duplicate(visit)
    expect(other.button("No, grazie")).to_be_visible()
    other.say("dalla seconda")
    expect(other.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    visit.say("dalla prima")
    expect(visit.card).to_be_visible()
    come_back(visit)
    expect(visit.page.locator(".message-you")).to_have_count(3)
    assert visit.from_person() == [OPENING, "dalla seconda", "dalla prima"]
    come_back(other)
    expect(other.page.locator(".message-you")).to_have_count(3)
    assert other.messages() == visit.messages()
    assert other.errors == []


def test_coming_back_while_an_answer_is_awaited_is_not_forgotten(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    other = duplicate(visit)
    expect(other.button("No, grazie")).to_be_visible()
    other.say("dalla seconda")
    expect(other.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    held = Held(visit.page)
    visit.say("dalla prima")
    expect(visit.page.locator("#typing")).to_be_visible()
    come_back(visit)
    held.let_go()
    expect(visit.page.locator(".message-you")).to_have_count(3)
    assert visit.from_person() == [OPENING, "dalla seconda", "dalla prima"]
    assert other.errors == []


@pytest.mark.parametrize("again", [False, True], ids=["looked at", "sent again"])
def test_a_message_under_way_while_the_tab_is_duplicated_is_sent_once(visit: Visit, again: bool) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    held = Held(visit.page)
    visit.say("Sono di Lodi")
    expect(visit.page.locator("#typing")).to_be_visible()
    other = duplicate(visit)
    expect(other.input).to_have_value("Sono di Lodi")
    if again:
        other.input.press("Enter")
        expect(other.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    held.let_go()
    expect(visit.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    come_back(other)
    expect(other.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    expect(other.input).to_have_value("")
    assert visit.site.assistant.said == [OPENING, "Sono di Lodi"]
    assert visit.from_person() == other.from_person() == [OPENING, "Sono di Lodi"]
    assert other.errors == []


def test_what_the_other_tab_added_to_a_message_under_way_stays_written(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    held = Held(visit.page)
    visit.say("Sono di Lodi")
    expect(visit.page.locator("#typing")).to_be_visible()
    other = duplicate(visit)
    expect(other.input).to_have_value("Sono di Lodi")
    other.input.fill("Sono di Lodi\nmia figlia ha 2 anni")
    held.let_go()
    expect(visit.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    come_back(other)
    expect(other.input).to_have_value("mia figlia ha 2 anni")
    assert other.from_person() == [OPENING, "Sono di Lodi"]


def test_tabs_that_write_at_the_same_moment_both_are_heard_once(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    other = duplicate(visit)
    expect(other.button("No, grazie")).to_be_visible()
    held = Held(visit.page, other.page)
    visit.say("dalla prima")
    other.say("dalla seconda")
    for tab in (visit, other):
        expect(tab.page.locator("#typing")).to_be_visible()
    held.let_go()
    for tab in (visit, other):
        expect(tab.page.locator("#typing")).to_be_hidden()
    for tab in (visit, other):
        come_back(tab)
        expect(tab.page.locator(".message-you")).to_have_count(3)
    assert sorted(visit.site.assistant.said) == sorted([OPENING, "dalla prima", "dalla seconda"])
    assert visit.from_person() == other.from_person() == visit.site.assistant.said
    assert visit.errors == other.errors == []


def test_a_choice_that_was_made_in_the_other_window_is_shown(visit: Visit) -> None:
    """Two windows side by side: nobody comes back to either, both are seen."""
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    other = duplicate(visit)
    other.button("Sì, va bene").click()
    expect(other.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    visit.button("No, grazie").click()
    expect(visit.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    expect(visit.button("No, grazie")).to_have_count(0)
    expect(visit.page.locator("#trouble")).to_be_visible()
    assert visit.messages() == other.messages()
    assert visit.site.assistant.said == [OPENING, "/affirm"]
    visit.say("Bergamo")
    expect(visit.card).to_be_visible()
    visit.errors.forgive("422")


def test_erased_in_one_tab_it_is_gone_in_the_other(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    other = duplicate(visit)
    other.button("Cancella tutto").click()
    other.button("Sì, cancella tutto").click()
    expect(other.page.get_by_role("heading", name="Ho cancellato tutto")).to_be_visible()
    come_back(visit)
    expect(visit.page.locator("#status")).to_have_text("Questa conversazione è stata cancellata.")
    assert visit.messages() == []
    visit.say("ricomincio")
    expect(visit.button("No, grazie")).to_be_visible()
    visit.errors.forgive("404")


# --- erasing


def test_erasing_everything_by_keyboard_alone(visit: Visit) -> None:
    visit.to_recommendation()
    visit.say(f"chiamatemi al {PHONE}")
    expect(visit.page.locator(".message-you")).to_have_count(4)
    assert "[telefono]" in visit.site.everything()
    visit.press(visit.button("Cancella tutto"))
    dialog = visit.page.get_by_role("dialog", name="Cancello tutta la conversazione?")
    expect(dialog).to_be_visible()
    expect(visit.button("No, tieni")).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(visit.button("Cancella tutto")).to_be_focused()
    assert len(visit.from_person()) == 4, "nothing happened"
    visit.page.keyboard.press("Enter")
    visit.press(visit.button("Sì, cancella tutto"), "Space")
    told = visit.page.get_by_role("dialog", name="Ho cancellato tutto")
    expect(told).to_be_visible()
    expect(told.get_by_text("Messaggi della conversazione: 11")).to_be_visible()
    expect(told.get_by_text("Note dell’assistente: 4")).to_be_visible()
    close = told.get_by_role("button", name="Chiudi")
    expect(close).to_be_focused()
    assert close.evaluate("n => n.getAttribute('aria-describedby')") == "erased-lead erase-counts"
    visit.page.keyboard.press("Enter")
    expect(visit.input).to_be_focused()
    assert visit.messages() == []
    assert visit.page.evaluate("sessionStorage.length") == 0
    left = visit.site.everything()
    assert "[telefono]" not in left and "Bergamo abiti" not in left and OPENING not in left
    visit.page.reload()
    expect(visit.button("La scuola apre")).to_be_visible()


def test_erasing_that_fails_says_so_and_can_be_tried_again(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    visit.page.route("**/api/v1/conversations/*", lambda route: route.abort())
    visit.button("Cancella tutto").click()
    visit.button("Sì, cancella tutto").click()
    status = visit.page.locator("#erase-status")
    expect(status).to_have_text(
        "Non sono riuscito a cancellare. Non è andato perso niente. Riprova tra poco."
    )
    assert visit.from_person() == [OPENING]
    visit.page.unroute("**/api/v1/conversations/*")
    visit.button("Sì, cancella tutto").click()
    expect(visit.page.get_by_role("heading", name="Ho cancellato tutto")).to_be_visible()
    visit.errors.forgive("ERR_FAILED")


def test_a_copy_can_be_taken_before(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    visit.button("Cancella tutto").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name="Prima scarica una copia").click()
    assert download.value.suggested_filename == "conversazione.json"
    told = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert told["messages"][0]["text"] == OPENING


# --- going on elsewhere


@pytest.mark.parametrize("site", ["prova_bot"], indirect=True)
@pytest.mark.parametrize("context", [DESK, NARROW], indirect=True, ids=str)
def test_the_conversation_goes_on_in_telegram(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("No, grazie")).to_be_visible()
    visit.press(visit.button("Continua su Telegram"))
    link = visit.page.get_by_role("link", name="Apri Telegram")
    expect(link).to_be_focused()
    address = link.get_attribute("href") or ""
    assert address.startswith("https://t.me/prova_bot?start=m_")
    expect(visit.page.locator("#move-code")).to_have_text(f"/start {address.partition('start=')[2]}")
    expect(visit.page.get_by_text("Vale una volta sola, fino alle")).to_be_visible()
    visit.check("6-move")
    visit.page.keyboard.press("Escape")
    expect(visit.button("Continua su Telegram")).to_be_focused()


def test_without_a_bot_telegram_is_not_offered(visit: Visit) -> None:
    visit.button("La scuola apre").click()
    expect(visit.button("Cancella tutto")).to_be_visible()
    expect(visit.page.get_by_text("Telegram")).to_have_count(0)


# --- recommendations


def feedback(site: ChatSite) -> list[tuple[str, bool, str | None]]:
    with site.sessions() as session:
        rows = session.scalars(sa.select(ServiceFeedback))
        return [(row.service_id, row.useful, row.said) for row in rows]


def test_thumbs_and_words_by_keyboard_and_changed(visit: Visit) -> None:
    visit.to_recommendation()
    name = "Prescuola «La Lanterna»"
    yes = visit.button(f"Utile: {name}")
    no = visit.button(f"Non utile: {name}")
    visit.press(yes.first)
    expect(visit.card.get_by_role("status")).to_have_text("Grazie. Il tuo parere è anonimo.")
    expect(yes.first).to_have_attribute("aria-pressed", "true")
    assert feedback(visit.site) == [("s1", True, None)]
    visit.press(no)
    expect(no).to_have_attribute("aria-pressed", "true")
    words = visit.card.get_by_label("Vuoi dire perché?")
    visit.to(words)
    visit.page.keyboard.type(f"risponde {PHONE}")
    visit.press(visit.card.get_by_role("button", name="Invia"))
    expect(words).to_be_hidden()
    expect(no).to_be_focused()
    assert feedback(visit.site) == [("s1", False, "risponde [telefono]")]
    visit.page.reload()
    expect(visit.button(f"Non utile: {name}")).to_have_attribute("aria-pressed", "true")
    expect(visit.button("Utile: Anticipo").first).to_have_attribute("aria-pressed", "false")


def test_danger_in_the_words_shows_the_numbers(visit: Visit) -> None:
    visit.to_recommendation()
    visit.button("Non utile: Prescuola").click()
    visit.card.get_by_label("Vuoi dire perché?").fill("prendo delle botte")
    visit.card.get_by_role("button", name="Invia").click()
    expect(visit.page.get_by_role("link", name="Chiama 1522")).to_be_visible()
    expect(visit.button("Nessuno va bene")).to_be_visible()


def test_wrong_information_is_reported(visit: Visit) -> None:
    visit.to_recommendation()
    visit.press(visit.card.locator("summary"))
    visit.press(visit.button("Questa informazione è sbagliata"))
    reason = visit.card.get_by_label("Che cosa è sbagliato?")
    expect(reason).to_be_focused()
    send = visit.card.get_by_role("button", name="Invia")
    visit.press(send)
    expect(visit.card.get_by_role("status")).to_have_text("Scegli che cosa è sbagliato.")
    expect(reason).to_be_focused()
    reason.select_option("Costo")
    visit.card.get_by_label("Vuoi aggiungere qualcosa?").fill("ora costa di più")
    visit.press(send)
    expect(visit.card.get_by_role("status")).to_have_text(
        "Grazie. La segnalazione arriva a chi cura la scheda."
    )
    expect(visit.button("Questa informazione è sbagliata")).to_be_focused()
    with visit.site.sessions() as session:
        rows = session.scalars(sa.select(RecordReport)).all()
    assert [(row.service_id, row.reason, row.said) for row in rows] == [("s1", "cost", "ora costa di più")]


def test_opinions_that_cannot_be_sent_say_so(visit: Visit) -> None:
    visit.to_recommendation()
    visit.page.route("**/feedback", lambda route: route.abort())
    visit.button("Utile: Prescuola").first.click()
    expect(visit.card.get_by_role("status")).to_have_text("Non è partito. Riprova tra poco.")
    expect(visit.button("Utile: Prescuola").first).to_have_attribute("aria-pressed", "false")
    visit.errors.forgive("ERR_FAILED")


def test_a_card_is_copied_without_anything_of_the_person(visit: Visit, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.site.address)
    visit.to_recommendation()
    visit.card.locator("summary").click()
    visit.card.get_by_role("button", name="Copia").click()
    expect(visit.card.get_by_role("status")).to_have_text("Copiato.")
    copied: str = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == [
        "Prescuola «La Lanterna»",
        "Cooperativa La Lanterna",
        "Scuola primaria di via dei Tigli, Bergamo",
        "Telefono: 035 555 0142",
        "E-mail: prescuola@lanterna.example.org",
        "https://lanterna.example.org/prescuola",
        "Compila il modulo sul sito o passa in segreteria, dal lunedì al venerdì dalle 9 alle 12.",
        f"{visit.site.address}/servizi/s1",
    ]


def test_a_card_is_shared_by_its_public_address(visit: Visit) -> None:
    visit.page.add_init_script(
        "navigator.share = (what) => { window.shared = what; return Promise.resolve(); };"
    )
    visit.page.reload()
    visit.to_recommendation()
    visit.card.locator("summary").click()
    visit.card.get_by_role("button", name="Condividi").click()
    shared: dict[str, Any] = visit.page.evaluate("window.shared")
    assert shared == {"title": "Prescuola «La Lanterna»", "url": f"{visit.site.address}/servizi/s1"}


def test_one_card_is_printed_alone_without_why_it_was_found(visit: Visit) -> None:
    visit.page.add_init_script("window.print = () => { window.printing = true; };")
    visit.page.reload()
    visit.to_recommendation()
    visit.card.locator("summary").click()
    visit.card.get_by_role("button", name="Stampa").click()
    assert visit.page.evaluate("window.printing") is True
    visit.page.emulate_media(media="print")
    expect(visit.page.get_by_role("heading", name="Prescuola")).to_be_visible()
    expect(visit.card.get_by_text("035 555 0142")).to_be_visible()
    for hidden in ("Perché è adatto", "a 1,2 km", "Anticipo scolastico", "Di che cosa hai bisogno", OPENING):
        expect(visit.page.get_by_text(hidden).first).to_be_hidden()
    visit.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(visit.page.get_by_text("Perché è adatto").first).to_be_visible()


def test_the_public_page_of_a_service(visit: Visit, context: BrowserContext) -> None:
    visit.to_recommendation()
    visit.card.locator("summary").click()
    with context.expect_page() as opened:
        visit.card.get_by_role("link", name="Apri la scheda").click()
    page = watched(opened.value, visit.site)
    page.page.wait_for_load_state()
    assert page.page.url == f"{visit.site.address}/servizi/s1"
    expect(page.page.get_by_role("button", name="Stampa")).to_be_visible()
    assert page.page.evaluate("[sessionStorage.length, window.opener]") == [0, None]
    page.check("7-service")


@pytest.mark.parametrize("context", [DESK, PHONE_SIZE, NARROW], indirect=True, ids=str)
def test_every_state_is_accessible_and_fits(visit: Visit) -> None:
    visit.to_recommendation()
    visit.check("1-cards")
    visit.button("Non utile: Prescuola").click()
    expect(visit.card.get_by_label("Vuoi dire perché?")).to_be_visible()
    visit.card.scroll_into_view_if_needed()
    visit.check("2-thumb")
    visit.card.locator("summary").click()
    visit.button("Questa informazione è sbagliata").click()
    visit.card.get_by_label("Che cosa è sbagliato?").scroll_into_view_if_needed()
    visit.check("3-report")
    visit.button("Cancella tutto").click()
    expect(visit.button("No, tieni")).to_be_focused()
    visit.check("4-erase")
    visit.button("Sì, cancella tutto").click()
    expect(visit.page.get_by_role("heading", name="Ho cancellato tutto")).to_be_visible()
    visit.check("5-erased")
    visit.page.goto(f"{visit.site.address}/servizi/s1")
    visit.check("7-service")
