# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The widget on a page of another site, with a strict policy and a hostile stylesheet, as people meet it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Locator, Page, expect

from .accessible import check_accessible
from .editor_site import ROOT
from .errors import Errors
from .holding import Held
from .visiting import OVERFLOWING
from .widget_site import SCRIPT, WidgetSite, two_sites

PHONE, DESK, NARROW, ZOOMED = (390, 844), (1280, 800), (320, 640), (320, 256)
BEFORE_OPENING, IN_ALL = 15_000, 120_000
"""Bytes, compressed: what issue 6 allows."""

SPACING = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
  + " p { margin-block-end: 2em !important }");
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
"""
NO_STORAGE = """
if (location.hostname === "127.0.0.1") Object.defineProperty(window, "sessionStorage",
  { get() { throw new DOMException("denied", "SecurityError"); } });
"""
WATCH = """
window.added = [];
addEventListener("DOMContentLoaded", () => {
  const log = document.querySelector("[role=log]");
  if (log) new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        window.added.push([log.getAttribute("aria-live"), node.querySelector?.(".message-text")?.textContent
          ?? node.className ?? node.data]);
  }).observe(log, { childList: true, subtree: true, characterData: true });
});
"""


@dataclass
class Visit:
    """The other site's page, with what went wrong in it and where it sent requests."""

    page: Page
    site: WidgetSite
    context: BrowserContext
    errors: Errors = field(default_factory=Errors)
    requests: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)

    @property
    def opener(self) -> Locator:
        return self.page.locator("welfare-point button.open")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog", name="Assistente lavoro e famiglia")

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if frame.url.startswith(self.site.address))

    @property
    def input(self) -> Locator:
        return self.frame.get_by_label("Il tuo messaggio")

    def open(self) -> None:
        self.opener.click()
        expect(self.dialog).to_be_visible()
        self.wait()

    def go_plain(self) -> None:
        """To the page without the hostile style: axe counts the opacity of <html>, which the top layer escapes."""
        self.page.goto(f"{self.site.elsewhere}/?plain")
        expect(self.opener).to_be_visible()

    @property
    def lends(self) -> bool:
        """Whether the browser forbids the chat its own storage, so that the page around keeps the id."""
        lends: bool = self.frame.evaluate(
            "(() => { try { return !sessionStorage } catch { return true } })()"
        )
        return lends

    def wait(self) -> None:
        """Until the chat has the focus."""
        expect(
            self.page.frame_locator("welfare-point iframe").locator("#main, #text").locator(":scope:focus")
        ).to_have_count(1)

    def say(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def press(self, name: str) -> None:
        self.frame.get_by_role("button", name=name).click()

    def to_services(self) -> None:
        self.press("La scuola apre")
        self.press("Sì, va bene")
        expect(self.frame.get_by_text("In quale Comune abiti?")).to_be_visible()
        self.say("Bergamo")
        expect(self.frame.get_by_role("heading", level=3, name="Prescuola")).to_be_visible()

    def messages(self) -> list[str]:
        return self.frame.locator(".message > .message-text").all_text_contents()

    def check(self, name: str) -> None:
        """No accessibility violation in the page and in the chat, nothing wider than its window; keeps a picture."""
        size = self.page.viewport_size
        assert size is not None
        for part in (self.page.main_frame, *([self.frame] if self.opened else [])):
            part.evaluate("Promise.all(document.getAnimations().map((a) => a.finished)).then(() => null)")
            check_accessible(part, name)
        if self.opened:
            assert self.frame.evaluate(OVERFLOWING) == [], name
            assert self.frame.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        folder = Path(__file__).parent / "screenshots"
        folder.mkdir(exist_ok=True)
        self.page.screenshot(path=folder / f"widget-{name}-{size['width']}x{size['height']}.png")

    @property
    def opened(self) -> bool:
        return len(self.page.frames) > 1

    def focused(self) -> str:
        """What has the focus, in the page's shadow root or in the chat."""
        inner = "document.activeElement?.shadowRoot?.activeElement"
        tag: str = self.page.evaluate(
            f"{inner}?.className || {inner}?.localName || document.activeElement.localName"
        )
        if tag != "iframe":
            return tag
        within: str = self.frame.evaluate(
            "document.activeElement.id || document.activeElement.textContent.trim()"
        )
        return within


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WidgetSite]:
    """The product and the other site."""
    with two_sites(tmp_path_factory.mktemp("widget"), ROOT / ".build") as running:
        yield running


@pytest.fixture
def visit(site: WidgetSite, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The other site's page; at the end no error may have been logged, no third host asked, no cookie left."""
    width, height = getattr(request, "param", DESK)
    site.assistant.down = False
    context = browser.new_context(viewport={"width": width, "height": height}, locale="it-IT")
    visit = Visit(context.new_page(), site, context)
    watch(visit, visit.page)
    # Beside the scripted assistant there are no actions that could be healthy.
    visit.page.route("**/health", lambda route: route.fulfill(status=503 if site.assistant.down else 200))
    visit.page.goto(site.elsewhere)
    yield visit
    cookies = context.cookies()
    context.close()
    assert visit.errors == []
    ours = (site.address + "/", site.elsewhere + "/")
    assert [url for url in visit.requests if not url.startswith(ours)] == []
    assert cookies == []


def watch(visit: Visit, page: Page) -> None:
    page.add_init_script(WATCH)
    page.on("request", lambda sent: visit.requests.append(sent.url))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda line: visit.errors.append(line.text) if line.type == "error" else None)


@pytest.mark.parametrize("visit", [PHONE, DESK, NARROW, ZOOMED], indirect=True, ids=str)
def test_every_state_is_accessible_and_fits(visit: Visit) -> None:
    visit.go_plain()
    visit.check("1-closed")
    visit.open()
    expect(visit.frame.get_by_text("Sono un assistente automatico, non una persona.")).to_be_visible()
    visit.check("2-open")
    visit.press("La scuola apre")
    expect(visit.frame.get_by_role("button", name="No, grazie")).to_be_visible()
    visit.check("3-consent")
    visit.press("No, grazie")
    expect(visit.frame.get_by_text("In quale Comune abiti?")).to_be_visible()
    visit.say("Bergamo")
    expect(visit.frame.get_by_role("button", name="Nessuno va bene")).to_be_visible()
    visit.check("4-services")
    visit.say("mio marito mi picchia")
    expect(visit.frame.get_by_role("alert").filter(has_text="pericolo")).to_be_visible()
    visit.check("5-danger")
    visit.site.assistant.down = True
    visit.say("ci sei?")
    expect(visit.frame.get_by_text("non riesco a rispondere")).to_be_visible()
    visit.check("6-trouble")
    visit.errors.forgive("503")


def test_the_page_around_changes_nothing_of_the_button(visit: Visit) -> None:
    """The same place, size and look as on a page without any style."""
    measure = """(node) => { const b = node.getBoundingClientRect(), s = getComputedStyle(node);
      return [b.width, b.height, innerWidth - b.right, innerHeight - b.bottom, s.color, s.backgroundColor, s.fontSize,
        s.letterSpacing, s.opacity, s.visibility, s.pointerEvents].map((x) => x.toFixed?.(1) ?? x); }"""
    hostile = visit.opener.evaluate(measure)
    box = visit.opener.bounding_box()
    assert box is not None
    inside: Any = {
        "x": box["x"] + 25,
        "y": box["y"] + 5,
        "width": box["width"] - 50,
        "height": box["height"] - 10,
    }
    drawn = visit.page.screenshot(clip=inside)
    visit.go_plain()
    assert visit.opener.evaluate(measure) == hostile
    assert visit.page.screenshot(clip=inside) == drawn, "what is drawn, too"
    assert hostile[4:6] == ["rgb(255, 255, 255)", "rgb(0, 102, 204)"]


def test_each_message_is_announced_once_and_in_order(visit: Visit) -> None:
    visit.open()
    visit.to_services()
    log = visit.frame.get_by_role("log")
    assert (log.get_attribute("aria-live"), log.get_attribute("aria-busy")) == ("polite", None)
    added: list[list[str]] = visit.frame.evaluate("window.added")
    assert {live for live, _ in added} == {"polite"}
    assert [text for _, text in added if text != "choices"] == [
        "Tu: La scuola apre dopo che inizio a lavorare",
        "Assistente: Ciao!",
        f"Assistente: {SCRIPT['opening'][1]['text']}",
        "Tu: Sì, va bene",
        "Assistente: In quale Comune abiti?",
        "Tu: Bergamo",
        "Assistente: Ho trovato due servizi adatti e uno che ci va vicino.",
        "Assistente: C’è qualcosa che fa per te?",
    ]
    seen = visit.frame.locator("[role=log]").aria_snapshot()
    assert seen.count("In quale Comune abiti?") == 1
    assert seen.index("Ciao!") < seen.index("In quale Comune") < seen.index("Ho trovato due servizi")


@pytest.mark.parametrize("visit", [DESK, NARROW, ZOOMED], indirect=True, ids=str)
def test_by_keyboard_alone(visit: Visit) -> None:
    page, keys = visit.page, visit.page.keyboard
    expect(visit.opener).to_be_visible()
    expect(visit.opener).to_have_attribute("aria-expanded", "false")
    reach(visit, "open")
    keys.press("Enter")
    visit.wait()
    expect(visit.dialog).to_be_visible()
    expect(visit.opener).to_have_attribute("aria-expanded", "true")
    assert visit.focused() == "main"
    reach(visit, "La scuola apre dopo che inizio a lavorare")
    keys.press("Enter")
    expect(visit.frame.get_by_role("button", name="Sì, va bene")).to_be_visible()
    expect(visit.input).to_be_focused()
    reach(visit, "Sì, va bene", "Shift+Tab")
    keys.press("Space")
    expect(visit.frame.get_by_text("In quale Comune abiti?")).to_be_visible()
    expect(visit.input).to_be_focused()
    keys.type("Bergamo")
    keys.press("Enter")
    expect(visit.frame.get_by_role("heading", level=3, name="Prescuola")).to_be_visible()
    keys.press("Escape")
    expect(visit.dialog).to_be_hidden()
    expect(visit.opener).to_have_attribute("aria-expanded", "false")
    assert visit.focused() == "open"
    keys.press("Space")
    expect(visit.input).to_be_focused()
    assert visit.messages()[-1].endswith("C’è qualcosa che fa per te?")
    reach(visit, "close", "Shift+Tab")
    keys.press("Escape")
    expect(visit.dialog).to_be_hidden()
    assert visit.focused() == "open"
    assert page.url == f"{visit.site.elsewhere}/"


def reach(visit: Visit, name: str, key: str = "Tab") -> None:
    """Press a key until something has the focus."""
    for _ in range(60):
        if visit.focused() == name:
            return
        visit.page.keyboard.press(key)
    raise AssertionError(f"not reached by keyboard: {name}")


@pytest.mark.parametrize("visit", [NARROW, ZOOMED], indirect=True, ids=str)
def test_on_a_small_window_the_chat_takes_it_all_and_keeps_the_focus(visit: Visit) -> None:
    visit.open()
    box = visit.page.locator("welfare-point dialog").bounding_box()
    assert visit.page.viewport_size is not None
    assert box == {"x": 0, "y": 0, **visit.page.viewport_size}
    assert visit.page.evaluate(
        "document.querySelector('welfare-point').shadowRoot.querySelector('dialog').matches(':modal')"
    )
    visit.page.locator("welfare-point button.close").click()
    expect(visit.dialog).to_be_hidden()
    assert visit.focused() == "open"


def test_a_window_made_small_in_the_middle_loses_nothing(visit: Visit) -> None:
    visit.open()
    visit.to_services()
    before = visit.messages()
    visit.page.set_viewport_size({"width": 320, "height": 640})
    expect(visit.page.locator("welfare-point dialog:modal")).to_be_visible()
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    expect(visit.page.locator("welfare-point dialog:not(:modal)")).to_be_visible()
    assert visit.messages() == before
    expect(visit.opener).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize("visit", [NARROW, DESK], indirect=True, ids=str)
def test_with_wider_spacing_nothing_is_cut(visit: Visit) -> None:
    visit.go_plain()
    visit.open()
    visit.frame.evaluate(SPACING)
    visit.to_services()
    visit.check("7-spacing")


@pytest.mark.parametrize("storage", ["as it is", "forbidden"])
def test_a_reload_of_the_page_around_goes_on(visit: Visit, storage: str) -> None:
    if storage == "forbidden":
        visit.page.add_init_script(NO_STORAGE)
        visit.page.reload()
    visit.open()
    assert visit.page.evaluate("sessionStorage.length") == 0, "nothing before the first message"
    visit.to_services()
    before = visit.messages()
    assert visit.page.evaluate("sessionStorage.length") == int(visit.lends)
    visit.page.reload()
    visit.open()
    expect(visit.frame.get_by_role("button", name="Nessuno va bene")).to_be_visible()
    assert visit.messages() == before
    visit.say("e a Lodi?")
    expect(visit.frame.get_by_role("list", name="Servizi trovati")).to_have_count(2)
    visit.press("Ricomincia")
    assert visit.page.evaluate("sessionStorage.length") == 0
    visit.page.reload()
    visit.open()
    assert visit.messages() == []


def test_a_lost_network_loses_no_word(visit: Visit) -> None:
    visit.open()
    visit.press("La scuola apre")
    expect(visit.frame.get_by_role("button", name="Sì, va bene")).to_be_visible()
    visit.context.set_offline(True)
    visit.say("Abito a Bergamo")
    expect(visit.frame.get_by_text("non riesco a rispondere")).to_be_visible()
    expect(visit.input).to_have_value("Abito a Bergamo")
    visit.context.set_offline(False)
    visit.frame.get_by_role("button", name="Riprova").click(timeout=15_000)
    expect(visit.frame.get_by_text("In quale Comune abiti?")).to_be_visible()
    assert visit.messages().count("Tu: Abito a Bergamo") == 1
    visit.errors.forgive("ERR_INTERNET_DISCONNECTED")


def test_a_second_tab_has_its_own_conversation(visit: Visit) -> None:
    visit.open()
    visit.to_services()
    mine = visit.messages()
    second = Visit(visit.context.new_page(), visit.site, visit.context, visit.errors, visit.requests)
    watch(second, second.page)
    second.page.goto(visit.site.elsewhere)
    second.open()
    assert second.messages() == []
    second.press("Cerco un centro estivo")
    expect(second.frame.get_by_role("button", name="Sì, va bene")).to_be_visible()
    visit.page.bring_to_front()
    visit.say("e a Lodi?")
    expect(visit.frame.get_by_role("list", name="Servizi trovati")).to_have_count(2)
    visit.page.reload()
    visit.open()
    expect(visit.frame.get_by_role("list", name="Servizi trovati")).to_have_count(2)
    assert visit.messages()[: len(mine)] == mine
    assert "Tu: Cerco un centro estivo per mio figlio" not in visit.messages()


def duplicate(visit: Visit) -> Visit:
    """As browsers duplicate a tab: with the session storage of the page and of the chat in it."""
    with visit.page.expect_popup() as opened:
        visit.page.evaluate("window.open('/')")
    other = Visit(opened.value, visit.site, visit.context, visit.errors, visit.requests)
    watch(other, other.page)
    other.page.bring_to_front()
    other.open()
    return other


def come_back(visit: Visit) -> None:
    visit.page.bring_to_front()
    visit.frame.evaluate("window.dispatchEvent(new Event('focus'))")  # a window without a screen gets none


@pytest.mark.parametrize("storage", ["as it is", "forbidden"])
def test_a_duplicated_tab_goes_on_with_the_same_conversation(visit: Visit, storage: str) -> None:
    if storage == "forbidden":
        visit.context.add_init_script(NO_STORAGE)
        visit.page.reload()
    heard = len(visit.site.assistant.said)
    visit.open()
    visit.press("La scuola apre")
    expect(visit.frame.get_by_role("button", name="No, grazie")).to_be_visible()
    other = duplicate(visit)
    expect(other.frame.get_by_role("button", name="No, grazie")).to_be_visible()
    assert other.messages() == visit.messages()
    held = Held(visit.page, other.page)
    visit.say("dalla prima")
    other.say("dalla seconda")
    for tab in (visit, other):
        expect(tab.frame.locator("#typing")).to_be_visible()
    held.let_go()
    for tab in (visit, other):
        expect(tab.frame.locator("#typing")).to_be_hidden()
    for tab in (visit, other):
        come_back(tab)
        expect(tab.frame.locator(".message-you")).to_have_count(3)
    assert other.messages() == visit.messages()
    said = visit.site.assistant.said[heard:]
    assert sorted(said) == ["La scuola apre dopo che inizio a lavorare", "dalla prima", "dalla seconda"]
    assert [text for text in visit.messages() if text.startswith("Tu: ")] == [f"Tu: {text}" for text in said]


def test_nothing_is_loaded_before_opening_and_all_is_light(visit: Visit) -> None:
    bodies: dict[str, bytes] = {}
    visit.page.on(
        "requestfinished",
        lambda sent: bodies.update({sent.url: sent.response().body()}),  # type: ignore[union-attr]
    )
    visit.page.reload()
    expect(visit.opener).to_be_visible()
    visit.page.wait_for_load_state("networkidle")
    ours = {url: body for url, body in bodies.items() if url.startswith(visit.site.address)}
    assert list(ours) == [f"{visit.site.address}/widget.js"]
    assert len(gzip.compress(ours[f"{visit.site.address}/widget.js"])) <= BEFORE_OPENING
    visit.open()
    visit.to_services()
    loaded = {u: len(gzip.compress(b)) for u, b in bodies.items() if u.startswith(visit.site.address)}
    print(json.dumps(loaded, indent=1), sum(loaded.values()))
    assert sum(loaded.values()) <= IN_ALL
    assert not [url for url in loaded if "vendor" in url]


def test_less_motion_and_forced_colours(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce", forced_colors="active")
    visit.go_plain()
    visit.open()
    visit.to_services()
    assert visit.frame.evaluate("document.getAnimations().length") == 0
    border = visit.opener.evaluate("(node) => getComputedStyle(node).borderStyle")
    assert border == "solid", "without colours only an edge shows where the button is"
    visit.check("8-forced-colours")


def test_a_network_has_its_words_and_colours(visit: Visit) -> None:
    visit.page.goto(f"{visit.site.elsewhere}/?plain&ats=326")
    expect(visit.opener).to_have_text("Chieda all’assistente")
    assert visit.opener.evaluate("(node) => getComputedStyle(node).backgroundColor") == "rgb(122, 31, 92)"
    visit.open()
    expect(visit.frame.get_by_role("heading", name="Benvenuti.")).to_be_visible()
    visit.frame.get_by_label("Il suo messaggio").fill("Cerco un nido")
    visit.frame.get_by_label("Il suo messaggio").press("Enter")
    expect(visit.frame.get_by_role("button", name="Sì, va bene")).to_be_visible()
    assert visit.site.assistant.tones[-1] == "lei"
    visit.check("9-network")


def test_a_site_that_is_not_allowed_gets_no_chat(visit: Visit) -> None:
    visit.page.goto(f"{visit.site.elsewhere}/?ats=321")
    visit.opener.click()
    expect(visit.dialog).to_be_visible()
    expect(visit.page.frame_locator("welfare-point iframe").locator("#composer")).to_have_count(0)
    visit.page.keyboard.press("Escape")
    expect(visit.dialog).to_be_hidden()
    visit.errors.forgive("frame-ancestors")


def test_words_of_strangers_do_not_reach_the_chat_nor_close_it(visit: Visit) -> None:
    """Messages that do not come from the two that belong together are not heard."""
    visit.open()
    visit.page.evaluate("window.postMessage({ name: 'welfare-point', close: true, keep: 'x' }, '*')")
    visit.frame.evaluate("window.postMessage({ name: 'welfare-point', opened: true, kept: 'x' }, '*')")
    visit.press("La scuola apre")
    expect(visit.frame.get_by_role("button", name="Sì, va bene")).to_be_visible()
    expect(visit.dialog).to_be_visible()
    assert "x" not in visit.page.evaluate("Object.values(sessionStorage)")


def test_without_scripts_the_same_interview_by_forms(site: WidgetSite, browser: Browser) -> None:
    site.assistant.down = False
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, locale="it-IT", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{site.address}/")
    page.get_by_role("link", name="Parla con l’assistente senza JavaScript").click()
    assert context.cookies() == []
    plain_check(browser, page, "1-welcome")
    page.get_by_role("button", name="La scuola apre").press("Enter")
    expect(page.get_by_role("button", name="Sì, va bene")).to_be_visible()
    (cookie,) = context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"], cookie["expires"]) == (
        True,
        "Strict",
        "/senza-javascript",
        -1,
    )
    plain_check(browser, page, "2-consent")
    page.get_by_role("button", name="Sì, va bene").press("Enter")
    expect(page.get_by_text("In quale Comune abiti?")).to_be_visible()
    site.assistant.down = True
    page.get_by_label("La tua risposta").fill("Bergamo")
    page.get_by_role("button", name="Invia").click()
    expect(page.get_by_role("alert")).to_contain_text("non risponde")
    expect(page.get_by_label("La tua risposta")).to_have_value("Bergamo")
    plain_check(browser, page, "3-trouble")
    site.assistant.down = False
    page.get_by_role("button", name="Invia").click()
    expect(page.get_by_role("heading", name="Prescuola")).to_be_visible()
    expect(page.locator("a[href^='javascript:']")).to_have_count(0)
    plain_check(browser, page, "4-services")
    page.reload()
    assert page.locator(".message-you").all_text_contents() == [
        "Tu: La scuola apre dopo che inizio a lavorare",
        "Tu: Sì, va bene",
        "Tu: Bergamo",
    ]
    page.get_by_role("button", name="Ricomincia da capo").click()
    expect(page.get_by_text("Puoi cominciare da qui")).to_be_visible()
    assert context.cookies() == []
    context.close()


def test_without_scripts_everything_is_erased_after_a_question(site: WidgetSite, browser: Browser) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, locale="it-IT", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{site.address}/senza-javascript")
    said = len(site.assistant.said)
    page.get_by_role("button", name="La scuola apre").dblclick()
    expect(page.get_by_role("button", name="Sì, va bene")).to_be_visible()
    expect(page.locator(".message-you")).to_have_count(1)
    assert len(site.assistant.said) == said + 1, "a double click says it once"
    page.get_by_role("button", name="Cancella tutto").click()
    expect(page.get_by_role("heading", name="Cancello tutta la conversazione?")).to_be_visible()
    plain_check(browser, page, "5-erase")
    with page.expect_download() as download:
        page.get_by_role("button", name="Prima scarica una copia").click()
    assert download.value.suggested_filename == "conversazione.json"
    copy = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert copy["messages"][0]["text"] == "La scuola apre dopo che inizio a lavorare"
    page.get_by_role("link", name="No, tieni").click()
    expect(page.locator(".message-you")).to_have_count(1)
    page.get_by_role("button", name="Cancella tutto").press("Enter")
    page.get_by_role("button", name="Sì, cancella tutto").press("Enter")
    expect(page.get_by_role("heading", name="Ho cancellato tutto")).to_be_visible()
    expect(page.get_by_text("Messaggi della conversazione: 3")).to_be_visible()
    assert context.cookies() == []
    plain_check(browser, page, "6-erased")
    page.get_by_role("link", name="Comincia un’altra conversazione").click()
    expect(page.get_by_text("Puoi cominciare da qui")).to_be_visible()
    context.close()


def plain_check(browser: Browser, page: Page, name: str) -> None:
    """No accessibility violation, nothing wider than the window; keeps a picture."""
    shown = page.content()
    scripted = browser.new_context(viewport={"width": 320, "height": 640}).new_page()  # axe is a script
    scripted.route(
        "**/senza-javascript{,/*}", lambda route: route.fulfill(body=shown, content_type="text/html")
    )
    scripted.goto(page.url.split("?")[0].split("#")[0])
    check_accessible(scripted, name)
    assert scripted.evaluate(OVERFLOWING) == [], name
    scripted.context.close()
    folder = Path(__file__).parent / "screenshots"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"plain-{name}.png", full_page=True)
