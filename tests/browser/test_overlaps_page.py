# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pairs of services that repeat themselves, looked at and decided in a real browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.overlap.repository import compute, list_pairs

from .visiting import DESK, PHONE, Visit


@pytest.fixture
def twins(visit: Visit) -> Visit:
    """A service that is in the catalogue twice, beside two that are for the same people."""
    with visit.site.sessions.begin() as session:
        (one,) = visit.site.rows("s2")
        twin = replace(one, service_id="s2-bis", organization_id="o9", organization_name="Ente Girasole")
        import_services(session, [twin])
        compute(session)
    return visit


@pytest.mark.parametrize("visit", [PHONE, DESK], indirect=True, ids=str)
def test_pairs_are_filtered_and_decided_by_keyboard(twins: Visit) -> None:
    visit, page = twins, twins.page
    visit.enter()
    visit.press(page.get_by_role("link", name="Servizi che si ripetono"))
    pairs = page.locator("main section")
    expect(pairs).to_have_count(2)
    visit.check("30-overlaps")
    # filter: one need only
    visit.to(page.get_by_label("Bisogno"))
    page.keyboard.type("Supporto")
    visit.press(page.get_by_role("button", name="Mostra"))
    expect(pairs).to_have_count(1)
    expect(pairs.first).to_contain_text("Compiti insieme")
    # decide: the filter stays, and what was done is said
    visit.press(pairs.first.get_by_role("button", name="È un doppione"))
    expect(page.get_by_role("status")).to_have_text("Decisione salvata: È un doppione.")
    expect(pairs).to_have_count(1)
    expect(pairs.first).to_contain_text("redazione")
    visit.check("31-overlaps-decided")
    with visit.site.sessions() as session:
        states = {pair.first_id: pair.state for pair in list_pairs(session)}
    assert states == {"s2": "duplicate", "s1": "open"}
    visit.to(page.get_by_label("Che cosa è stato deciso"))
    page.keyboard.type("Si completano")
    visit.press(page.get_by_role("button", name="Mostra"))
    expect(page.get_by_text("Nessuna coppia con questi filtri.")).to_be_visible()
    visit.check("32-overlaps-none")


@pytest.mark.parametrize("visit", [PHONE, DESK], indirect=True, ids=str)
def test_a_group_is_decided_at_once_by_keyboard(twins: Visit) -> None:
    visit, page = twins, twins.page
    with visit.site.sessions.begin() as session:
        (one,) = visit.site.rows("s2")
        import_services(session, [replace(one, service_id="s2-ter", organization_name="Ente Mirtillo")])
        compute(session)
    visit.enter()
    visit.go("/catalogo/doppioni?topic=minori--supporto-compiti")
    visit.press(page.get_by_role("link", name="Guarda tutto il gruppo (coppie: 3)").first)
    expect(page.get_by_role("heading", name="Un gruppo di servizi che si ripetono: sono 3.")).to_be_visible()
    visit.check("33-overlaps-group")
    visit.press(page.get_by_role("button", name="Da unire").first)
    expect(page.get_by_role("status")).to_have_text("Decisione salvata per tutto il gruppo: Da unire.")
    expect(page.get_by_text("Le coppie di questo gruppo sono già tutte decise.")).to_be_visible()
    visit.check("34-overlaps-group-decided")
    with visit.site.sessions() as session:
        states = [pair.state for pair in list_pairs(session) if pair.topic == "minori--supporto-compiti"]
    assert states == ["to_join"] * 3
