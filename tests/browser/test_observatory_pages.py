# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The observatory in a real browser, on an invented year of needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.synthetic_demand import records, write
from welfare_point.catalogue.accounts import create_account

from .accessible import check_accessible
from .editor_site import PASSWORD, ROOT, Site, serving
from .visiting import OVERFLOWING, Visit, new_visit

WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desk": (1280, 800)}
EACH_WIDTH = [
    pytest.param({"size": size}, marks=[] if size == "phone" else pytest.mark.slow) for size in WIDTHS
]
"""Where there are many views to look at: the narrowest, and in ``make test-all`` the others."""
VIEWS = ("", "/luoghi", "/fasce", "/stagioni", "/confronto", "/base")
NUMBER = 4_000


def fill_needs(sessions: sessionmaker[Session]) -> None:
    """A year of needs, a manager of Bergamo and somebody of the region."""
    write(sessions.kw["bind"], records(NUMBER))
    with sessions.begin() as session:
        create_account(session, "bergamo", PASSWORD, "manager", "325")
        create_account(session, "regione", PASSWORD, "regional")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application on a year of needs, with a manager of Bergamo and somebody of the region."""
    build = ROOT / ".build"
    if not (build / "web" / "vendor" / "chart.js").exists():
        pytest.skip("the charts are not installed")
    folder = tmp_path_factory.mktemp("observatory")
    with serving(folder, build, fill_needs) as running:
        yield running


@pytest.fixture
def visit(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh page; at the end no error may have been logged and no other host asked."""
    wanted = getattr(request, "param", {"size": "desk"})
    width, height = WIDTHS[wanted["size"]]
    scripts = wanted.get("scripts", True)
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="it-IT", java_script_enabled=scripts
    )
    visit = new_visit(context, site)
    yield visit
    context.close()
    assert visit.errors == []


def enter(visit: Visit, path: str, name: str = "bergamo") -> None:
    """Go to a page by way of the login, which leads there."""
    visit.go(path)
    visit.page.get_by_label("Nome utente").fill(name)
    visit.page.get_by_label("Password").fill(PASSWORD)
    visit.page.get_by_role("button", name="Entra").click()
    visit.page.wait_for_url(f"**{path}")


def check(page: Page, name: str) -> None:
    """No accessibility violation, nothing wider than the window but inside a region that scrolls; a picture."""
    check_accessible(page, name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    wide = page.evaluate(OVERFLOWING)
    assert wide == [], name
    folder = Path(__file__).parent / "screenshots"
    folder.mkdir(exist_ok=True)
    size = page.viewport_size
    assert size is not None
    page.screenshot(path=folder / f"observatory-{name}-{size['width']}.png", full_page=True)


@pytest.mark.parametrize("visit", EACH_WIDTH, indirect=True, ids=list(WIDTHS))
def test_every_view_is_accessible_and_fits(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio")
    for view in VIEWS:
        visit.go(f"/osservatorio{view}")
        if view != "/base":
            expect(page.locator("[data-chart] canvas").first).to_be_visible()
        check(page, view.strip("/") or "quadro")
    visit.go(
        "/osservatorio?topic=imprese--maggiordomo-aziendale&since=2026-08-15&until=2026-08-15&age_band=85%2B"
    )
    expect(page.get_by_text("Nessuna richiesta con questi filtri. Prova a toglierne uno.")).to_be_visible()
    check(page, "niente")
    visit.go("/dashboard?state=all&period=estate")
    check(page, "richieste")


def test_a_figure_leads_to_as_many_records(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio/luoghi")
    link = page.locator("table.counts tbody tr").first.get_by_role("link").first
    count = link.inner_text()
    link.click()
    expect(page.locator(".figure strong")).to_have_text(count)
    expect(page.get_by_text("Chi legge le richieste una per una resta scritto")).to_be_visible()


def test_filters_stay_in_the_address(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio")
    page.get_by_label("Bisogno", exact=True).select_option("minori--chiusure-scolastiche")
    page.get_by_label("Dal giorno").fill("2026-03-01")
    page.get_by_role("button", name="Mostra").click()
    expect(page).to_have_url(re.compile("topic=minori--chiusure-scolastiche"))
    total = page.locator(".figures dd").first.inner_text()
    shared = page.url
    page.get_by_role("link", name="Stagioni").click()
    expect(page.locator(".figures dd").first).to_have_text(total)
    page.goto(shared)
    expect(page.locator(".figures dd").first).to_have_text(total)
    expect(page.get_by_role("list", name="Filtri attivi")).to_contain_text("01/03/2026")
    page.get_by_role("link", name="Togli tutti i filtri").click()
    expect(page.locator(".figures dd").first).not_to_have_text(total)


def test_the_region_sees_counts_and_no_records(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio", "regione")
    expect(page.locator(".figures dd").first).to_have_text("4.000")
    assert page.locator("a[href^='/dashboard?']").count() == 0
    check(page, "regione")


def test_by_keyboard_alone(visit: Visit) -> None:
    page, keys = visit.page, visit.page.keyboard
    visit.go("/osservatorio")
    visit.type("Nome utente", "bergamo")
    visit.type("Password", PASSWORD)
    keys.press("Enter")
    visit.press(page.get_by_role("link", name="Età e orari"))
    expect(page.get_by_role("heading", level=2)).to_have_text("Osservatorio: età e orari")
    visit.to(page.get_by_label("Risposta", exact=True))
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    visit.press(page.get_by_role("button", name="Mostra"))
    expect(page).to_have_url(re.compile("state=unmet"))
    twin = page.locator("details.twin").first
    visit.press(twin.locator("summary"))
    expect(twin.get_by_role("table")).to_be_visible()
    visit.press(twin.get_by_role("link").first)
    expect(page.get_by_role("heading", level=2)).to_have_text("Bisogni senza risposta")


@pytest.mark.parametrize("visit", [{"size": "desk", "scripts": False}], indirect=True)
def test_without_scripts_the_tables_are_there(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio")
    assert page.locator("[data-chart]:visible").count() == 0
    expect(page.get_by_role("table").first).to_be_visible()
    page.get_by_label("Bisogno", exact=True).select_option("minori--baby-sitting")
    page.get_by_role("button", name="Mostra").click()
    expect(page).to_have_url(re.compile("topic=minori--baby-sitting"))


def test_on_paper_charts_and_tables_both(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("details.twin table").first).to_be_visible()
    expect(page.locator("[data-chart] canvas").first).to_be_visible()
    expect(page.locator("form.filter-form")).to_be_hidden()


@pytest.mark.parametrize("visit", [{"size": "phone"}], indirect=True)
def test_what_takes_longer_says_so_and_is_asked_for_once(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio")
    waiting: list[Route] = []
    page.route("**/osservatorio/documento?*", lambda route: waiting.append(route))
    told = page.locator("#under-way")
    link = page.get_by_role("link", name="Scarica il documento")
    expect(told).to_be_empty()
    link.focus()
    page.keyboard.press("Enter")
    expect(told).to_have_text("Ci sto lavorando. Può volerci qualche secondo.")
    check(page, "attesa")
    page.keyboard.press("Enter")
    assert len(waiting) == 1
    with page.expect_download() as downloading:
        waiting[0].continue_()
    assert downloading.value.suggested_filename.endswith(".zip")
    expect(told).to_have_text("Il file è pronto.")

    page.keyboard.press("Enter")
    expect(told).to_have_text("Ci sto lavorando. Può volerci qualche secondo.")
    waiting[1].abort()
    expect(told).to_have_text("Qualcosa è andato storto. Riprova tra poco.")
    visit.errors.clear()  # the browser logs what was aborted


@pytest.mark.parametrize("visit", [{"size": "desk"}], indirect=True)
def test_a_form_that_is_sent_twice_is_sent_once(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio/bisogni")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        """() => {
          const press = () => document.querySelector("form.actions button").click();
          setTimeout(press);
          setTimeout(press, 30);
        }"""
    )
    expect(page.get_by_text("Nuovi bisogni collettivi")).to_be_visible()
    assert len(posts) == 1
