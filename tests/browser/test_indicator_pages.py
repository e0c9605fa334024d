# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The indicators in a real browser, on invented needs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .test_observatory_pages import WIDTHS, check, enter, site, visit
from .visiting import Visit

__all__ = ["site", "visit"]

PAGE = "/osservatorio/indicatori"


@pytest.mark.parametrize("visit", [{"size": size} for size in WIDTHS], indirect=True, ids=list(WIDTHS))
def test_the_page_is_accessible_and_fits(visit: Visit) -> None:
    page = visit.page
    enter(visit, PAGE)
    expect(page.locator("section.indicator").first).to_be_visible()
    check(page, "indicatori")
    visit.go(f"{PAGE}?grain=month")
    check(page, "indicatori-mesi")


def test_the_region_sees_them_without_the_form(visit: Visit) -> None:
    page = visit.page
    enter(visit, PAGE, "regione")
    expect(page.locator("section.indicator").first).to_be_visible()
    expect(page.get_by_role("button", name="Aggiungi")).to_have_count(0)
    check(page, "indicatori-regione")


def test_an_ats_adds_one_and_takes_it_away_by_keyboard_alone(visit: Visit) -> None:
    page, keys = visit.page, visit.page.keyboard
    enter(visit, PAGE)
    before = page.locator("section.indicator").count()
    visit.to(page.locator("#name"))
    keys.type("Nido con risposta")
    visit.to(page.locator("#target"))
    keys.type("60")
    visit.to(page.locator("#of-state"))
    keys.press("ArrowDown")
    visit.to(page.locator("#among-topic"))
    keys.press("ArrowDown")
    visit.press(page.locator("form[method=post] button[type=submit]").last)
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator("section.indicator")).to_have_count(before + 1)
    check(page, "indicatori-nuovo")
    visit.press(page.get_by_role("button", name="Nido con risposta"))
    expect(page.locator("section.indicator")).to_have_count(before)
