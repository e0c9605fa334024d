# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The editors' pages in a real browser, served by the real application on a database of their own."""

from __future__ import annotations

import csv
import io
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy.orm import Session, sessionmaker

from welfare_point.api.app import create_app
from welfare_point.api.chat.identity import Identities
from welfare_point.api.chat.queue import LocalQueues
from welfare_point.api.chat.rasa import Assistant
from welfare_point.api.chat.turn import Chat
from welfare_point.api.parts import Parts
from welfare_point.bot.understanding.reader import Reader
from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.conversations import Conversations
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.exchange.csv_import import import_services, parse_catalogue
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.offers import all_offers, offers_of
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.suspension import suspensions

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE, DESK = (390, 844), (1280, 800)
TODAY = "2026-11-23"
SECRET, PASSWORD = "una-chiave-di-prova", "una-password-di-prova"
HOSTILE = (
    "Giochi <script>alert(1)</script><img src=x onerror=alert(2)> e una-parola-che-non-finisce-" + "mai" * 40
)

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine: the pages are not tried"
)

COMMON = {
    "organization_id": "o1",
    "organization_name": "Cooperativa Arcobaleno",
    "topics": "minori--chiusure-scolastiche",
    "audience": "persona",
    "service_areas": "016024",
    "minimum_age": "6",
    "maximum_age": "11",
}
SERVICES: tuple[dict[str, str], ...] = (
    {"service_id": "s1", "name": "Centro estivo", "municipality": "Bergamo", "description": HOSTILE},
    {
        "service_id": "s1",
        "name": "Centro estivo",
        "municipality": "Bergamo",
        "address": "Via B 2",
        "description": HOSTILE,
    },
    {"service_id": "s2", "name": "Compiti insieme", "topics": "minori--supporto-compiti"},
    {"service_id": "s3", "name": "Un nido", "organization_id": "o2", "organization_name": "Comune di Prova"},
)


class NoReader(Reader):
    """The editors' pages read no messages."""

    def __init__(self) -> None:
        """Without a trained model."""


@dataclass
class Site:
    """A running application: its address and its database."""

    address: str
    sessions: sessionmaker[Session]

    def rows(self, service_id: str) -> list[Offer]:
        with self.sessions() as session:
            return offers_of(session, service_id)

    def named(self, name: str) -> list[Offer]:
        with self.sessions() as session:
            return [offer for offer in all_offers(session) if offer.name == name]


def parts_of(settings: Settings, sessions: sessionmaker[Session]) -> Parts:
    assistant, reader = Assistant("http://127.0.0.1:9"), NoReader()
    chat = Chat(
        Conversations(sessions),
        Identities(SECRET),
        assistant,
        LocalQueues(),
        lambda text: text,
        lambda _: None,
    )
    return Parts(settings, sessions, chat, assistant, reader, SECRET)


def fill(sessions: sessionmaker[Session]) -> None:
    rows = [COMMON | row for row in SERVICES]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(c for row in rows for c in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    offers, errors = parse_catalogue(io.BytesIO(text.getvalue().encode()))
    assert errors == []
    with sessions.begin() as session:
        import_services(session, offers)
        create_account(session, "redazione", PASSWORD, "editor", "325")


@pytest.fixture(params=["bootstrap-italia"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The application with three services in Bergamo, with Bootstrap Italia as `make run` built it or without."""
    build = ROOT / ".build"
    if request.param == "plain":
        build = tmp_path / "build"
    elif not (build / "web" / "vendor").is_dir():
        pytest.skip("Bootstrap Italia is not installed: the pages are tried without it only")
    monkeypatch.setenv("WELFARE_POINT_TODAY", TODAY)
    settings = Settings(home=tmp_path, build=build, database_url=f"sqlite:///{tmp_path / 'test.db'}")
    engine = create_engine(settings.database_url)
    migrate(engine)
    sessions = session_factory(engine)
    fill(sessions)
    app = create_app(parts=parts_of(settings, sessions))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", sessions)
        server.should_exit = True
        thread.join()
    engine.dispose()


@dataclass
class Visit:
    """One open page, with what went wrong in it."""

    page: Page
    site: Site
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.site.address + path)

    def enter(self) -> None:
        self.go("/catalogo")
        self.page.get_by_label("Nome utente").fill("redazione")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Entra").click()
        expect(self.page.get_by_role("heading", level=2, name="Catalogo dei servizi")).to_be_visible()

    def to(self, target: Locator) -> None:
        """Tab to something, as people without a mouse do."""
        expect(target).to_be_visible()
        for _ in range(400):
            if target.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached by keyboard: {target}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.to(target)
        self.page.keyboard.press(key)

    def type(self, label: str, text: str) -> None:
        """Write into a field in place of what is there."""
        self.to(self.page.get_by_label(label).first)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def check(self, name: str) -> None:
        """No accessibility violation, nothing wider than the window; keeps a picture."""
        size = self.page.viewport_size
        assert size is not None
        violations = Axe().run(self.page).response["violations"]
        assert violations == [], f"{name}: {json.dumps(violations, indent=1)}"
        assert self.page.evaluate(OVERFLOWING) == [], name
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        folder = Path(__file__).parent / "screenshots"
        folder.mkdir(exist_ok=True)
        kind = "vendor" if self.page.locator("link[href*=vendor]").count() else "plain"
        self.page.screenshot(path=folder / f"editor-{name}-{size['width']}-{kind}.png", full_page=True)


OVERFLOWING = """
[...document.querySelectorAll("body *")]
  .filter((node) => !node.closest(".visually-hidden, .skip"))
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .map((node) => node.outerHTML.slice(0, 200))
"""


def new_visit(context: BrowserContext, site: Site) -> Visit:
    page = context.new_page()
    visit = Visit(page, site)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda line: visit.errors.append(line.text) if line.type == "error" else None)
    page.on("dialog", lambda dialog: visit.errors.append(f"a dialog: {dialog.message}"))
    page.on(
        "request",
        lambda sent: visit.errors.append(sent.url) if not sent.url.startswith(site.address) else None,
    )
    return visit


@pytest.fixture
def visit(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh page; at the end no error may have been logged and no other host asked."""
    width, height = getattr(request, "param", DESK)
    context = browser.new_context(viewport={"width": width, "height": height}, locale="it-IT")
    visit = new_visit(context, site)
    yield visit
    context.close()
    # Answers of 409 and 422 are pages, yet the browser writes a line about them.
    assert [line for line in visit.errors if "(Conflict)" not in line and "(Unprocessable" not in line] == []


def open_link(visit: Visit) -> str:
    """Make a link for the cooperative; its address."""
    page = visit.page
    visit.go("/catalogo/link")
    page.get_by_label("Organizzazione").select_option("o1")
    page.get_by_role("button", name="Crea il link").click()
    address = page.locator("a.address").get_attribute("href")
    assert address is not None
    return address


# --- every state


@pytest.mark.parametrize("site", ["plain", "bootstrap-italia"], indirect=True)
@pytest.mark.parametrize("visit", [PHONE, DESK], indirect=True, ids=str)
def test_every_state_is_accessible_and_fits(visit: Visit) -> None:
    page = visit.page
    visit.go("/catalogo")
    visit.check("01-login")
    visit.enter()
    visit.check("02-list")
    page.get_by_role("button", name="Seleziona tutti").click()
    page.get_by_role("button", name="Confermo che i dati").click()
    expect(page.get_by_role("status")).to_have_text("3 servizi sono confermati con la data di oggi.")
    visit.check("03-confirmed")
    visit.go("/catalogo?testo=nessuno")
    visit.check("04-nothing")
    visit.go("/catalogo/nuovo")
    visit.check("05-new")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("alert")).to_be_focused()
    visit.check("06-mistakes")
    visit.go("/catalogo/modifica?id=s1")
    visit.check("07-form")
    page.get_by_role("button", name="Guarda come lo dirà").click()
    expect(page.get_by_role("heading", name="Come lo dirà l’assistente")).to_be_visible()
    visit.check("08-preview")
    other = new_visit(page.context, visit.site)
    other.go("/catalogo/modifica?id=s1")
    other.page.get_by_label("Nome del servizio").fill("Nome di Anna")
    other.page.get_by_label("Telefono").first.fill("035 555 0100")
    other.page.get_by_role("button", name="Salva").click()
    page.get_by_label("Nome del servizio").fill("Nome di Bruno")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_text("Ora nel catalogo: Nome di Anna")).to_be_visible()
    visit.check("09-two-people")
    visit.go("/catalogo/servizio?id=s1")
    visit.check("10-record")
    page.get_by_label("Sospeso fino al giorno").fill("2026-12-01")
    page.get_by_role("button", name="Sospendi").click()
    expect(page.get_by_role("alert")).to_be_focused()
    visit.check("11-no-suspension")
    page.get_by_label("Sospeso dal giorno").fill("2026-11-01")
    page.get_by_role("button", name="Sospendi").click()
    expect(page.get_by_role("button", name="Riapri")).to_be_visible()
    visit.check("12-suspended")
    visit.go("/catalogo/link")
    visit.check("13-no-links")
    address = open_link(visit)
    visit.check("14-new-link")
    page.goto(address)
    expect(page.get_by_role("heading", level=2)).to_have_text("Le schede di Cooperativa Arcobaleno")
    visit.check("15-provider")
    page.get_by_role("link", name="Correggi: Compiti insieme").click()
    visit.check("16-provider-form")
    assert other.errors == []


# --- what editors do


def test_by_keyboard_alone(visit: Visit) -> None:
    page, keys, site = visit.page, visit.page.keyboard, visit.site
    visit.go("/catalogo")
    visit.type("Nome utente", "redazione")
    visit.type("Password", PASSWORD)
    keys.press("Enter")
    # search and confirm two
    visit.type("Parole nel nome", "i")
    keys.press("Enter")
    visit.press(page.get_by_role("checkbox", name="Seleziona: Compiti insieme"), "Space")
    visit.press(page.get_by_role("checkbox", name="Seleziona: Un nido"), "Space")
    visit.press(page.get_by_role("button", name="Confermo che i dati"))
    expect(page.get_by_role("status")).to_have_text("2 servizi sono confermati con la data di oggi.")
    assert [str(site.rows(one)[0].assured_date) for one in ("s2", "s3")] == [TODAY, TODAY]
    assert site.rows("s1")[0].assured_date is None
    # correct: a mistake first, whose link leads to its field
    visit.press(page.get_by_role("link", name="Correggi: Compiti insieme"))
    visit.type("Età minima", "sei")
    keys.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    visit.press(page.get_by_role("alert").get_by_role("link"))
    expect(page.get_by_label("Età minima")).to_be_focused()
    expect(page.get_by_label("Età minima")).to_have_value("sei")
    keys.press("Control+a")
    keys.type("7")
    visit.press(page.get_by_role("checkbox", name="Sabato"), "Space")
    visit.press(page.get_by_role("button", name="Salva"))
    expect(page.get_by_role("status")).to_have_text("La scheda è salvata.")
    assert (site.rows("s2")[0].minimum_age, site.rows("s2")[0].byday) == (7, ("SA",))
    # undo
    visit.press(page.get_by_role("button", name="Annulla l’ultima modifica"))
    expect(page.get_by_role("status")).to_have_text("L’ultima modifica è annullata.")
    assert (site.rows("s2")[0].minimum_age, site.rows("s2")[0].byday) == (6, ())
    # suspend and open again
    visit.to(page.get_by_label("Sospeso dal giorno"))
    keys.type("01122026")
    visit.press(page.get_by_role("button", name="Sospendi"))
    expect(page.get_by_role("status")).to_have_text("Il servizio è sospeso.")
    with site.sessions() as session:
        assert str(suspensions(session, ["s2"])["s2"].first) == "2026-12-01"
    visit.press(page.get_by_role("button", name="Riapri"))
    expect(page.get_by_role("status")).to_have_text("Il servizio è di nuovo aperto.")
    with site.sessions() as session:
        assert suspensions(session, ["s2"]) == {}
    # add
    visit.press(page.get_by_role("link", name="Aggiungi un servizio"))
    visit.to(page.get_by_label("Organizzazione", exact=True))
    keys.type("Comune di Prova")
    visit.type("Nome del servizio", "Ludoteca")
    visit.press(page.get_by_role("checkbox", name="Laboratori educativi"), "Space")
    visit.to(page.get_by_label("A chi si rivolge"))
    keys.type("Persone")
    visit.type("Zone servite", "Bergamo; Seriate")
    visit.press(page.get_by_role("button", name="Salva"))
    expect(page.get_by_role("status")).to_have_text("Il servizio è nel catalogo.")
    (added,) = site.named("Ludoteca")
    assert (added.organization_id, added.audience, added.service_areas) == (
        "o2",
        "persona",
        ("016024", "016198"),
    )


def test_without_javascript_everything_works(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="it-IT")
    visit = new_visit(context, site)
    page = visit.page
    visit.enter()
    expect(page.get_by_role("button", name="Seleziona tutti")).to_be_hidden()
    page.get_by_role("checkbox", name="Seleziona: Un nido").check()
    page.get_by_role("button", name="Confermo che i dati").click()
    expect(page.get_by_role("status")).to_have_text("1 servizio è confermato con la data di oggi.")
    page.get_by_role("link", name="Correggi: Un nido").click()
    page.get_by_role("button", name="Aggiungi una sede").click()
    second = page.get_by_role("region", name="Sede o orario 2")
    expect(second.get_by_label("Zone servite")).to_have_value("Bergamo")
    expect(second.get_by_role("heading", level=3)).to_be_in_viewport()
    second.get_by_label("Indirizzo").fill("Via Nuova 2")
    page.get_by_role("button", name="Salva").click()
    assert [row.address for row in site.rows("s3")] == [None, "Via Nuova 2"]
    page.get_by_role("button", name="Annulla l’ultima modifica").click()
    assert len(site.rows("s3")) == 1
    context.close()


def test_a_provider_needs_only_its_link(visit: Visit, browser: Browser) -> None:
    visit.enter()
    address = open_link(visit)
    context = browser.new_context(locale="it-IT")
    provider = new_visit(context, visit.site)
    page = provider.page
    page.goto(address)
    expect(page.get_by_role("listitem").get_by_role("heading")).to_have_text(
        ["Centro estivo", "Compiti insieme"]
    )
    provider.press(page.get_by_role("checkbox", name="Seleziona: Centro estivo"), "Space")
    provider.press(page.get_by_role("button", name="Confermo che i dati"))
    expect(page.get_by_role("status")).to_have_text("1 servizio è confermato con la data di oggi.")
    provider.press(page.get_by_role("link", name="Correggi: Compiti insieme"))
    provider.type("Telefono", "035 555 0142")
    provider.press(page.get_by_role("button", name="Salva"))
    expect(page.get_by_role("status")).to_have_text("La scheda è salvata.")
    assert visit.site.rows("s2")[0].phone == "035 555 0142"
    assert visit.site.rows("s1")[0].assured_by == "Cooperativa Arcobaleno"
    expect(page.get_by_role("navigation", name="Catalogo")).to_have_count(0)
    provider.go("/catalogo")
    expect(page.get_by_label("Password")).to_be_visible()
    # taken away by the editor
    visit.page.get_by_role("button", name="Togli il link").click()
    expect(visit.page.get_by_role("status")).to_have_text("Il link non vale più.")
    provider.errors.clear()
    page.goto(address)
    expect(page.get_by_text("Questo link non vale più")).to_be_visible()
    provider.check("17-link-over")
    context.close()


def test_hostile_text_stays_text(visit: Visit) -> None:
    visit.enter()
    for path in ("/catalogo?testo=giochi", "/catalogo/servizio?id=s1", "/catalogo/modifica?id=s1"):
        visit.go(path)
        expect(visit.page.locator("main img, main script")).to_have_count(0)
    expect(visit.page.get_by_label("Descrizione")).to_have_value(HOSTILE)


def test_the_second_person_keeps_what_was_typed(visit: Visit) -> None:
    visit.enter()
    other = new_visit(visit.page.context, visit.site)
    for one in (visit, other):
        one.go("/catalogo/modifica?id=s2")
    other.page.get_by_label("Nome del servizio").fill("Nome di Anna")
    other.page.get_by_label("Posti in tutto").fill("20")
    other.page.get_by_role("button", name="Salva").click()
    page = visit.page
    page.get_by_label("Nome del servizio").fill("Nome di Bruno")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Nome del servizio")).to_have_value("Nome di Bruno")
    expect(page.get_by_text("Ora nel catalogo: Nome di Anna")).to_be_visible()
    expect(page.get_by_label("Posti in tutto")).to_have_value("20")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("status")).to_have_text("La scheda è salvata.")
    row = visit.site.rows("s2")[0]
    assert (row.name, row.capacity_maximum) == ("Nome di Bruno", 20)
