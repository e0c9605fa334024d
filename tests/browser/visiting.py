# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of the editors open in a browser: going round by keyboard, and what every page must pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from .accessible import check_accessible
from .editor_site import PASSWORD, Site

PHONE, DESK = (390, 844), (1280, 800)


def tab_to(page: Page, target: Locator) -> None:
    """Tab to something, as people without a mouse do."""
    expect(target).to_be_visible()
    for _ in range(400):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by keyboard: {target}")


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
        """Tab to something."""
        tab_to(self.page, target)

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.to(target)
        self.page.keyboard.press(key)

    def type(self, label: str, text: str) -> None:
        """Write into a field, the first with this label, in place of what is there."""
        self.to(self.page.get_by_label(label).and_(self.page.locator("input:not([type=checkbox])")).first)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def check(self, name: str) -> None:
        """No accessibility violation, nothing wider than the window; keeps a picture."""
        size = self.page.viewport_size
        assert size is not None
        check_accessible(self.page, name)
        assert self.page.evaluate(OVERFLOWING) == [], name
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        folder = Path(__file__).parent / "screenshots"
        folder.mkdir(exist_ok=True)
        kind = "vendor" if self.page.locator("link[href*=vendor]").count() else "plain"
        self.page.screenshot(path=folder / f"editor-{name}-{size['width']}-{kind}.png", full_page=True)


OVERFLOWING = """
[...document.querySelectorAll("body *")]
  .filter((node) => !node.closest(".visually-hidden, .skip, .scroll"))
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .map((node) => node.outerHTML.slice(0, 200))
"""


def new_visit(context: BrowserContext, site: Site) -> Visit:
    page = context.new_page()
    visit = Visit(page, site)
    # The browser must be told beforehand that choosers are answered here: told with the key, it may be late.
    page.on("filechooser", lambda chooser: None)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda line: visit.errors.append(line.text) if line.type == "error" else None)
    page.on("dialog", lambda dialog: visit.errors.append(f"a dialog: {dialog.message}"))
    page.on(
        "request",
        lambda sent: visit.errors.append(sent.url) if not sent.url.startswith(site.address) else None,
    )
    return visit


def open_link(visit: Visit) -> str:
    """Make a link for the cooperative; its address."""
    page = visit.page
    visit.go("/catalogo/link")
    page.get_by_label("Organizzazione").select_option("o1")
    page.get_by_role("button", name="Crea il link").click()
    address = page.locator("a.address").get_attribute("href")
    assert address is not None
    return address
