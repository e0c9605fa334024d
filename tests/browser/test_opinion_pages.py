# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people said of services, read and dealt with in a real browser by an editor and a manager."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.models import RecordReport, ServiceFeedback

from .editor_site import PASSWORD
from .visiting import DESK, PHONE, Visit

NARROW = (320, 640)
DAY = dt.date(2026, 11, 20)
ENDLESS = "parolalunghissima" * 12


@pytest.fixture
def said(visit: Visit) -> Visit:
    """Opinions on two services of Bergamo, one that left the catalogue, and a report."""
    thumbs = (
        ("s1", False, f"troppo lontano {ENDLESS}"),
        ("s1", True, None),
        ("s2", True, "gentili"),
        ("via", False, None),
    )
    with visit.site.sessions.begin() as session:
        create_account(session, "osserva", PASSWORD, "manager", "325")
        for service_id, useful, words in thumbs:
            session.add(
                ServiceFeedback(
                    service_id=service_id,
                    useful=useful,
                    said=words,
                    day=DAY,
                    municipality="016024",
                    ats="325",
                )
            )
        session.add(RecordReport(service_id="s2", reason="hours", said=f"chiude alle 17 {ENDLESS}", day=DAY))
    return visit


@pytest.mark.parametrize("visit", [NARROW, PHONE, DESK], indirect=True, ids=str)
def test_an_editor_deals_with_a_report_by_keyboard(said: Visit) -> None:
    visit, page = said, said.page
    visit.enter()
    visit.check("40-reported")
    visit.press(page.get_by_role("link", name="1 segnalazione: Compiti insieme"))
    expect(page.get_by_role("heading", name="Segnalazioni", exact=True)).to_be_in_viewport()
    visit.check("41-report")
    visit.press(page.get_by_role("button", name="Ho corretto: Giorni, orari o periodi"))
    expect(page.get_by_role("status")).to_have_text("La segnalazione è chiusa.")
    expect(page.get_by_text("Nessuna segnalazione aperta.")).to_be_visible()
    visit.press(page.get_by_text("Segnalazioni chiuse"))
    expect(page.get_by_text("Corretto, redazione,")).to_be_visible()
    visit.check("42-report-closed")
    with visit.site.sessions() as session:
        assert session.scalars(sa.select(RecordReport.outcome)).all() == ["corrected"]


@pytest.mark.parametrize("visit", [NARROW, PHONE, DESK], indirect=True, ids=str)
def test_a_manager_reads_what_people_said(said: Visit) -> None:
    visit, page = said, said.page
    visit.go("/dashboard")
    page.get_by_label("Nome utente").fill("osserva")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Entra").click()
    visit.press(page.get_by_role("link", name="Pareri sui servizi"))
    services = page.get_by_role("list", name="Servizi con pareri").locator("> li")
    expect(services).to_have_count(3)
    expect(services.first).to_contain_text("Servizio non più nel catalogo (via)")
    expect(services.nth(1)).to_contain_text("Utile: 1")
    expect(services.nth(1)).to_contain_text("troppo lontano")
    visit.check("43-opinions")
    visit.press(page.get_by_role("link", name="Compiti insieme"))
    expect(page.get_by_role("heading", level=2, name="Compiti insieme")).to_be_visible()
