# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that says what is kept is reached from the chat and read by everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from welfare_point.api.kept.table import kept
from welfare_point.catalogue.settings import Settings

from .visiting import DESK, PHONE, Visit

SMALLEST = (320, 640)


@pytest.mark.parametrize("visit", [SMALLEST, PHONE, DESK], indirect=True, ids=str)
def test_what_is_kept_is_read_on_every_screen(visit: Visit) -> None:
    page = visit.page
    visit.go("/")
    visit.press(page.get_by_text("Come tratto i tuoi dati"))
    visit.press(page.get_by_role("link", name="Che cosa conserviamo, e per quanto tempo"))
    expect(page.get_by_role("heading", level=2, name="Che cosa conserviamo")).to_be_visible()
    expect(page.get_by_role("heading", level=4)).to_have_count(len(kept(Settings())))
    expect(page.get_by_text("30 giorni dall'ultimo messaggio. Poi si cancella da sola.")).to_be_visible()
    visit.check("60-privacy")
    visit.press(page.get_by_role("link", name="Torna all’assistente"))
    expect(page.get_by_label("Il tuo messaggio")).to_be_visible()
    assert visit.errors == []
