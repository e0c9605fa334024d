# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The chat page in a real browser, against a small scripted assistant: the same templates, static files
and content security policy as the product's, no bot and no database."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, Page, expect

from .accessible import check_accessible
from .errors import Errors
from .holding import Held

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "api" / "pages"
CONTENT: dict[str, Any] = yaml.safe_load((PAGES / "content.yml").read_text())
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE, DESK, NARROW, ZOOMED = (390, 844), (1280, 800), (320, 640), (320, 200)
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the page is not tried")

SCRIPT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("scripted_answers.yml").read_text())


@dataclass
class Backend:
    """The scripted assistant: what it is asked, whether it is down, what it remembers."""

    address: str
    down: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    history: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def answer(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """What comes next in the script: danger first, then consent, municipality, services."""
        if "botte" in asked.get("text", ""):
            state = "danger"
        elif asked["conversation_id"] is None:
            state = "opening"
        else:
            state = "consented" if "payload" in asked else "found"
        answers: list[dict[str, Any]] = SCRIPT[state]
        return answers

    def chat(self, asked: dict[str, Any]) -> Response:
        self.asked.append(asked)
        if self.down:
            return JSONResponse({"detail": "bot unreachable"}, 503, media_type="application/problem+json")
        if asked.get("text") == "troppo in fretta":
            return JSONResponse({"detail": "Aspetta un momento."}, 429, media_type="application/problem+json")
        name = asked["conversation_id"] or f"prova-{len(self.history) + 1}"
        said = asked["text"] if "text" in asked else SCRIPT["titles"][asked["payload"]]
        messages = self.answer(asked)
        kept = self.history.setdefault(name, [])
        kept += [
            {"from": "user", "text": said, "turn": asked["turn_id"]},
            *({"from": "bot", **message} for message in messages),
        ]
        return JSONResponse({"conversation_id": name, "messages": messages, "need": None})


def vendor_folder(scratch: Path) -> Path | None:
    """Bootstrap Italia as `make run` built it, or collected now from ops/web; None without either."""
    built = ROOT / ".build" / "web" / "vendor"
    if built.is_dir():
        return built
    node, web = shutil.which("node"), ROOT / "ops" / "web"
    if node is None or not (web / "node_modules").is_dir():
        return None
    subprocess.run([node, str(web / "collect.mjs"), str(scratch)], check=True)
    return scratch


def create_app(backend: Backend, vendor: Path | None) -> FastAPI:
    app = FastAPI()
    templates = Environment(loader=FileSystemLoader(PAGES / "templates"), autoescape=True)
    context = {"settings": {"title": "Welfare Point"}, "demonstration": True, "content": CONTENT}

    @app.middleware("http")
    async def guard(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.get("/", response_class=HTMLResponse)
    def page() -> str:
        return templates.get_template("chat.html").render(vendor=vendor is not None, **context)

    @app.get("/health")
    def health() -> Response:
        return JSONResponse({"status": "down" if backend.down else "up"}, 503 if backend.down else 200)

    @app.post("/api/v1/chat")
    async def chat(request: Request) -> Response:
        return backend.chat(await request.json())

    @app.get("/api/v1/conversations/{name}")
    def conversation(name: str) -> Response:
        if name not in backend.history:
            return JSONResponse({"detail": "unknown"}, 404, media_type="application/problem+json")
        return JSONResponse({"conversation_id": name, "messages": backend.history[name]})

    if vendor is not None:
        app.mount("/static/vendor", StaticFiles(directory=vendor))
    app.mount("/static", StaticFiles(directory=PAGES / "static"))
    return app


@pytest.fixture(scope="module", params=["plain", "bootstrap-italia"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """The page as it is without and with the vendor folder."""
    vendor = None
    if request.param == "bootstrap-italia":
        vendor = vendor_folder(tmp_path_factory.mktemp("vendor"))
        if vendor is None:
            pytest.skip("Bootstrap Italia is not installed: the page is tried without it only")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # from here on a browser that is quicker than the server waits
        backend = Backend(f"http://127.0.0.1:{listener.getsockname()[1]}")
        server = uvicorn.Server(uvicorn.Config(create_app(backend, vendor), log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield backend
        server.should_exit = True
        thread.join()


@dataclass
class Visit:
    """One open page, with what went wrong in it and where it sent requests."""

    page: Page
    backend: Backend
    errors: Errors = field(default_factory=Errors)

    @property
    def input(self) -> Any:
        return self.page.get_by_label("Il tuo messaggio")

    def say(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def messages(self) -> list[str]:
        return self.page.locator(".message > .message-text").all_text_contents()

    def log(self) -> list[str]:
        """The messages as they were added to the log, in time order, even if later taken away."""
        added: list[str] = self.page.evaluate("window.added")
        return added

    def to_recommendation(self) -> None:
        self.page.get_by_role("button", name="La scuola apre").click()
        self.page.get_by_role("button", name="Sì, va bene").click()
        expect(self.page.get_by_text("In quale Comune abiti?")).to_be_visible()
        self.say("Bergamo")
        expect(self.page.get_by_role("heading", level=3, name="Prescuola")).to_be_visible()

    def check(self, name: str) -> None:
        """No accessibility violation, nothing wider than the window; keeps a picture."""
        size = self.page.viewport_size
        assert size is not None
        self.page.evaluate("Promise.all(document.getAnimations().map((a) => a.finished)).then(() => null)")
        check_accessible(self.page, name)
        assert self.page.evaluate(OVERFLOWING) == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        folder = Path(__file__).parent / "screenshots"
        folder.mkdir(exist_ok=True)
        kind = "vendor" if self.page.locator("link[href*=vendor]").count() else "plain"
        self.page.screenshot(path=folder / f"{name}-{size['width']}x{size['height']}-{kind}.png")


OVERFLOWING = """
[...document.querySelectorAll("body *")]
  .filter((node) => !node.closest(".visually-hidden, .skip"))
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .map((node) => node.outerHTML)
"""
WATCH = """
window.added = [];
addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  for (const change of changes)
    for (const node of change.addedNodes)
      window.added.push(node.querySelector?.(".message-text")?.textContent ?? node.className ?? node.data);
}).observe(document.getElementById("log"), { childList: true, subtree: true, characterData: true }));
"""


@pytest.fixture
def visit(served: Backend, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh page; at the end no error may have been logged and no other host asked."""
    width, height = getattr(request, "param", DESK)
    served.down, served.asked = False, []
    served.history.clear()
    context = browser.new_context(viewport={"width": width, "height": height}, locale="it-IT")
    page = context.new_page()
    visit = Visit(page, served)
    hosts: list[str] = []
    page.on("request", lambda sent: hosts.append(sent.url))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda line: visit.errors.append(line.text) if line.type == "error" else None)
    page.add_init_script(WATCH)
    page.goto(served.address)
    yield visit
    cookies = context.cookies()
    context.close()
    assert visit.errors == []
    assert [url for url in hosts if not url.startswith(served.address + "/")] == []
    assert cookies == []


@pytest.mark.parametrize("visit", [PHONE, DESK, NARROW, ZOOMED], indirect=True, ids=str)
def test_every_state_is_accessible_and_fits(visit: Visit) -> None:
    page = visit.page
    expect(page.get_by_text("Sono un assistente automatico, non una persona.")).to_be_visible()
    expect(page.get_by_text(CONTENT["site"]["demonstration"])).to_be_visible()
    visit.check("1-welcome")
    page.get_by_role("button", name="La scuola apre").click()
    expect(page.get_by_role("button", name="No, grazie")).to_be_visible()
    visit.check("2-consent")
    page.get_by_role("button", name="No, grazie").click()
    expect(page.get_by_text("In quale Comune abiti?")).to_be_visible()
    visit.say("Bergamo")
    expect(page.get_by_role("button", name="Nessuno va bene")).to_be_visible()
    visit.check("3-services")
    visit.say("mi ha dato delle botte")
    expect(page.get_by_role("alert").filter(has_text="pericolo")).to_be_visible()
    visit.check("4-safety")
    visit.backend.down = True
    visit.say("ci sei?")
    expect(page.get_by_text("non riesco a rispondere")).to_be_visible()
    visit.check("5-trouble")
    visit.backend.down = False
    expect(page.get_by_role("button", name="Riprova")).to_be_visible(timeout=10_000)
    visit.check("6-back")
    visit.errors.forgive("503")


def test_by_mouse_each_message_enters_the_log_once_and_in_order(visit: Visit) -> None:
    visit.to_recommendation()
    expected = [
        "Tu: La scuola apre dopo che inizio a lavorare",
        "Assistente: Ciao!",
        f"Assistente: {SCRIPT['opening'][1]['text']}",
        "choices",
        "Tu: Sì, va bene",
        "Assistente: In quale Comune abiti?",
        "Tu: Bergamo",
        "Assistente: Ho trovato due servizi adatti e uno che ci va vicino.",
        "Assistente: C’è qualcosa che fa per te?",
        "choices",
    ]
    assert visit.log() == expected
    log = visit.page.get_by_role("log")
    assert (log.get_attribute("aria-live"), log.get_attribute("aria-busy")) == ("polite", None)
    expect(visit.input).to_be_focused()
    assert [asked.get("payload") or asked["text"] for asked in visit.backend.asked] == [
        "La scuola apre dopo che inizio a lavorare",
        "/affirm",
        "Bergamo",
    ]
    assert [asked["conversation_id"] for asked in visit.backend.asked] == [None, "prova-1", "prova-1"]


def test_by_keyboard_alone(visit: Visit) -> None:
    page, keys = visit.page, visit.page.keyboard
    keys.press("Tab")
    expect(page.get_by_role("link", name="Vai al contenuto")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    expect(page.locator("summary")).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_role("button", name="La scuola apre")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("button", name="No, grazie")).to_be_visible()
    expect(visit.input).to_be_focused()
    keys.press("Shift+Tab")
    expect(page.get_by_role("button", name="No, grazie")).to_be_focused()
    keys.press("Space")
    expect(page.get_by_text("In quale Comune abiti?")).to_be_visible()
    expect(visit.input).to_be_focused()
    keys.type("Abito a")
    keys.press("Shift+Enter")
    keys.type("Bergamo")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=3, name="Prescuola")).to_be_visible()
    assert visit.backend.asked[-1]["text"] == "Abito a\nBergamo"
    expect(visit.input).to_be_focused()
    expect(visit.input).to_have_value("")


def test_choices_go_away_once_another_message_is_sent(visit: Visit) -> None:
    visit.page.get_by_role("button", name="La scuola apre").click()
    expect(visit.page.get_by_role("group", name="Risposte possibili").get_by_role("button")).to_have_count(2)
    visit.say("Bergamo")
    expect(visit.page.get_by_role("button", name="No, grazie")).to_have_count(0)
    expect(visit.page.get_by_role("button", name="Nessuno va bene")).to_be_visible()


def test_cards_say_why_and_how_and_link_only_to_safe_addresses(visit: Visit) -> None:
    visit.to_recommendation()
    cards = visit.page.get_by_role("list", name="Servizi trovati").locator("> li")
    first, second, third = (cards.nth(number) for number in range(3))
    name = first.get_by_role("link", name="Prescuola «La Lanterna»")
    expect(name).to_have_attribute("href", "https://lanterna.example.org/prescuola")
    expect(first.get_by_role("link", name="035 555 0142")).to_have_attribute("href", "tel:0355550142")
    mail = first.get_by_role("link", name="prescuola@lanterna.example.org")
    expect(mail).to_have_attribute("href", "mailto:prescuola@lanterna.example.org")
    for text in ["Perché è adatto", "Da verificare", "a 1,2 km", "Compila il modulo", "Dimostrativo"]:
        expect(first).to_contain_text(text)
    expect(first).not_to_contain_text("Quasi adatto")
    expect(second.get_by_role("link")).to_have_count(0)
    expect(third).to_contain_text("Quasi adatto")
    expect(third.get_by_role("heading", name="Giochi del mattino <b>Girotondo</b>")).to_be_visible()


def test_nothing_is_lost_while_the_assistant_is_away(visit: Visit) -> None:
    visit.backend.down = True
    visit.say("Cerco un nido a Lodi")
    expect(visit.page.get_by_role("alert").filter(has_text="non riesco a rispondere")).to_be_visible()
    expect(visit.input).to_have_value("Cerco un nido a Lodi")
    assert visit.messages() == []
    expect(visit.page.get_by_text("Puoi cominciare da qui")).to_be_visible()
    visit.backend.down = False
    visit.page.get_by_role("button", name="Riprova").click(timeout=10_000)
    expect(visit.page.get_by_role("button", name="No, grazie")).to_be_visible()
    assert visit.messages()[0].endswith("Cerco un nido a Lodi")
    expect(visit.page.get_by_role("alert").filter(has_text="Ci sono di nuovo")).to_have_count(0)
    visit.backend.down = True
    visit.page.get_by_role("button", name="Sì, va bene").click()
    expect(visit.page.get_by_text("La tua scelta non è persa")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Sì, va bene")).to_be_visible()
    visit.backend.down = False
    visit.page.get_by_role("button", name="Riprova").click(timeout=10_000)
    expect(visit.page.get_by_text("In quale Comune abiti?")).to_be_visible()
    assert visit.messages().count("Tu: Sì, va bene") == 1
    visit.errors.forgive("503")


def test_waiting_is_shown_and_a_new_beginning_ends_it(visit: Visit) -> None:
    held = Held(visit.page)
    visit.say("Cerco un nido")
    expect(visit.page.locator("#typing")).to_be_visible()
    expect(visit.page.get_by_role("status")).to_have_text("L’assistente sta scrivendo.")
    visit.say("a Lodi")
    assert (len(held.waiting), visit.messages()) == (1, ["Tu: Cerco un nido"])
    expect(visit.input).to_have_value("a Lodi")
    visit.page.get_by_role("button", name="Ricomincia").click()
    expect(visit.page.locator("#typing")).to_be_hidden()
    expect(visit.page.get_by_role("status")).to_have_text("Conversazione nuova.")
    assert visit.messages() == []
    visit.page.unroute("**/api/v1/chat")
    visit.input.press("Enter")
    expect(visit.page.get_by_role("button", name="No, grazie")).to_be_visible()
    assert [asked["text"] for asked in visit.backend.asked] == ["a Lodi"]


def test_a_lost_network_is_said_too(visit: Visit) -> None:
    visit.page.route("**/api/v1/chat", lambda route: route.abort())
    visit.say("Cerco un nido")
    expect(visit.page.get_by_text("non riesco a rispondere")).to_be_visible()
    expect(visit.input).to_have_value("Cerco un nido")
    visit.errors.forgive("ERR_FAILED")


def test_a_refusal_shows_the_words_of_the_api(visit: Visit) -> None:
    visit.say("troppo in fretta")
    expect(visit.page.get_by_role("alert").filter(has_text="Aspetta un momento.")).to_be_visible()
    expect(visit.input).to_have_value("troppo in fretta")
    visit.errors.forgive("429")


def test_a_reload_goes_on_and_a_new_beginning_forgets(visit: Visit) -> None:
    visit.to_recommendation()
    before = visit.messages()
    visit.page.reload()
    expect(visit.page.get_by_role("button", name="Nessuno va bene")).to_be_visible()
    assert visit.messages() == before
    expect(visit.page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    visit.say("e a Lodi?")
    expect(visit.page.get_by_role("list", name="Servizi trovati")).to_have_count(2)
    assert visit.backend.asked[-1]["conversation_id"] == "prova-1"
    visit.page.get_by_role("button", name="Ricomincia").click()
    assert visit.messages() == []
    expect(visit.input).to_be_focused()
    expect(visit.page.get_by_role("button", name="La scuola apre")).to_be_visible()
    visit.page.reload()
    visit.say("Ciao")
    expect(visit.page.get_by_role("button", name="No, grazie")).to_be_visible()
    assert visit.backend.asked[-1]["conversation_id"] is None


def test_a_reload_in_bad_times_can_be_tried_again(visit: Visit) -> None:
    visit.to_recommendation()
    visit.page.route("**/api/v1/conversations/*", lambda route: route.abort())
    visit.page.reload()
    expect(visit.page.get_by_text("non riesco a recuperare la conversazione")).to_be_visible()
    visit.page.unroute("**/api/v1/conversations/*")
    visit.page.get_by_role("button", name="Riprova").click(timeout=10_000)
    expect(visit.page.get_by_role("button", name="Nessuno va bene")).to_be_visible()
    visit.errors.forgive("ERR_FAILED")


def test_a_conversation_no_longer_kept_starts_afresh(visit: Visit) -> None:
    visit.to_recommendation()
    visit.backend.history.clear()
    visit.page.reload()
    expect(visit.page.get_by_role("button", name="La scuola apre")).to_be_visible()
    assert visit.page.evaluate("sessionStorage.length") == 0
    visit.errors.forgive("404")


def test_the_length_limit_is_told_and_kept(visit: Visit) -> None:
    visit.input.fill("a" * 899)
    expect(visit.page.locator("#counter")).to_be_hidden()
    visit.input.fill("à" * 960)
    expect(visit.page.locator("#counter")).to_have_text("Ancora 40 caratteri")
    visit.say("a" * 1003)
    expect(visit.page.locator("#counter")).to_have_text("Troppo lungo: togli 3 caratteri")
    expect(visit.page.get_by_role("status")).to_have_text("Troppo lungo: togli 3 caratteri")
    assert visit.backend.asked == []
    visit.say("a" * 1000)
    expect(visit.page.get_by_role("button", name="No, grazie")).to_be_visible()


def test_danger_is_answered_with_numbers_to_call(visit: Visit) -> None:
    visit.say("mi ha dato delle botte")
    alert = visit.page.get_by_role("alert").filter(has_text="pericolo")
    expect(alert.get_by_role("link", name="Chiama 112")).to_have_attribute("href", "tel:112")
    expect(alert.get_by_role("link", name="Chiama 1522")).to_have_attribute("href", "tel:1522")
    visit.page.reload()
    expect(visit.page.get_by_role("link", name="Chiama 1522")).to_be_visible()
    expect(visit.page.get_by_role("alert").filter(has_text="pericolo")).to_have_count(0)


@pytest.mark.parametrize("visit", [ZOOMED], indirect=True, ids=str)
def test_at_400_percent_the_composer_covers_nothing(visit: Visit) -> None:
    assert visit.page.evaluate("getComputedStyle(document.getElementById('composer')).position") == "static"
    visit.to_recommendation()
    expect(visit.page.get_by_text("Ho trovato due servizi")).to_be_in_viewport()


def test_less_motion_when_asked(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    visit.to_recommendation()
    assert visit.page.evaluate("document.getAnimations().length") == 0


def test_the_privacy_link_opens_the_whole_notice(visit: Visit) -> None:
    expect(visit.page.get_by_text("Questa pagina non usa cookie")).to_be_hidden()
    visit.page.get_by_role("link", name="Privacy").click()
    expect(visit.page.get_by_text("Questa pagina non usa cookie")).to_be_in_viewport()
