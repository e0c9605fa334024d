# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of coverage and the reports on supply in a real browser, on invented needs and services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.synthetic import services
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.overlap.repository import compute

from .editor_site import ROOT, Site, serving
from .test_observatory_pages import EACH_WIDTH, WIDTHS, check, enter, fill_needs, visit
from .visiting import Visit

__all__ = ["visit"]

NUMBER, SERVICES = 4_000, 250


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application on a year of needs and some services, with a manager of Bergamo and the region."""
    folder = tmp_path_factory.mktemp("supply")

    def fill(sessions: sessionmaker[Session]) -> None:
        fill_needs(sessions)
        with sessions.begin() as session:
            import_services(session, list(chain.from_iterable(services(SERVICES))))
            compute(session)

    with serving(folder, ROOT / ".build", fill) as running:
        yield running


@pytest.mark.parametrize("visit", EACH_WIDTH, indirect=True, ids=list(WIDTHS))
def test_map_and_reports_are_accessible_and_fit(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio/copertura", "regione")
    expect(page.get_by_role("img", name="Richieste e servizi nei Comuni")).to_be_visible()
    check(page, "copertura")
    visit.go("/osservatorio/copertura?topic=minori--chiusure-scolastiche&ats=325&km=5")
    check(page, "copertura-bergamo")
    visit.go("/osservatorio/copertura?since=2100-01-01")
    expect(page.get_by_text("Nessuna richiesta con questi filtri.")).to_be_visible()
    check(page, "copertura-niente")
    visit.go("/osservatorio/offerta")
    check(page, "offerta")


def test_the_table_says_what_the_map_shows(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio/copertura")
    told = page.locator("svg path.mark > title").all_text_contents()
    rows = page.locator("section:has(#comuni-title) tbody tr")
    assert len(told) == rows.count() > 50
    cells = rows.evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent.trim()))"
    )
    said = {f"{row[0]}: {row[2]} richieste, {row[3]} senza risposta. {row[1]}." for row in cells}
    assert said == set(told)


def test_signs_differ_without_their_colours(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio/copertura", "regione")
    paths = page.locator(".legend path.mark").evaluate_all("ps => ps.map(p => p.getAttribute('d'))")
    assert len(paths) == len(set(paths)) == 4


def test_the_filter_by_keyboard_alone(visit: Visit) -> None:
    page, keys = visit.page, visit.page.keyboard
    enter(visit, "/osservatorio/offerta")
    visit.press(page.get_by_role("link", name="Copertura"))
    expect(page.get_by_role("heading", level=2)).to_have_text("Osservatorio: copertura")
    visit.to(page.get_by_label("Che cosa è vicino (km)"))
    keys.press("ArrowUp")
    visit.press(page.get_by_role("button", name="Mostra"))
    expect(page).to_have_url(re.compile("km=16"))
    visit.to(page.get_by_role("region", name="Comuni", exact=True))
    visit.press(page.locator("section:has(#comuni-title) tbody a").first)
    expect(page.get_by_role("heading", level=2)).to_have_text("Richieste")


@pytest.mark.parametrize("visit", [{"size": "desk", "scripts": False}], indirect=True)
def test_without_scripts_map_and_filters_work(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio/copertura")
    expect(page.get_by_role("img", name="Richieste e servizi nei Comuni")).to_be_visible()
    page.get_by_label("Bisogno", exact=True).select_option("minori--baby-sitting")
    page.get_by_role("button", name="Mostra").click()
    expect(page).to_have_url(re.compile("topic=minori--baby-sitting"))
    expect(page.locator("section:has(#topics-title) tbody tr")).to_have_count(1)


def test_on_paper(visit: Visit) -> None:
    page = visit.page
    enter(visit, "/osservatorio/copertura")
    page.emulate_media(media="print")
    expect(page.locator("form.filter-form")).to_be_hidden()
    region = page.get_by_role("region", name="Comuni", exact=True)
    assert region.evaluate("one => one.scrollHeight <= one.clientHeight")
