# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The editors' pages in a real browser, served by the real application on a database of their own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from welfare_point.catalogue.suspension import suspensions

from .editor_site import HOSTILE, PASSWORD, TODAY, Site
from .visiting import DESK, PHONE, Visit, new_visit, open_link

# --- every state


@pytest.mark.parametrize(
    ("site", "visit"),
    [
        pytest.param("plain", PHONE, marks=pytest.mark.slow),
        ("bootstrap-italia", PHONE),
        pytest.param("bootstrap-italia", DESK, marks=pytest.mark.slow),
    ],
    indirect=True,
    ids=str,
)
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
    other.page.get_by_role("textbox", name="Telefono").first.fill("035 555 0100")
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
    keys.type("12122026")  # in whatever order the browser asks for day and month
    visit.press(page.get_by_role("button", name="Sospendi"))
    expect(page.get_by_role("status")).to_have_text("Il servizio è sospeso.")
    with site.sessions() as session:
        assert str(suspensions(session, ["s2"])["s2"].first) == "2026-12-12"
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
