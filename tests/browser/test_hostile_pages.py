# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever stands in a record is shown as text: it runs nothing, breaks no page and turns no other text around."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from welfare_point.catalogue.exchange.cells import written
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.overlap.repository import compute

from .visiting import PHONE, Visit, open_link

LONG = "parola" * 40
RTL = "\u202egirato\u2067 \u05e2\u05d1\u05e8\u05d9\u05ea"
RUNS = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'><svg onload=\"window.ran = 3\">"
BREAKS = "\"' onfocus='window.ran = 4' autofocus x=\"></textarea></title></select>{{ 7 * 7 }}"
EVIL = f"{RUNS} {BREAKS} {RTL} {LONG}"
IDENTIFIER = f"x\"'<b>&{LONG}"


def evil(offer: Offer) -> Offer:
    """The offer with every text as hostile as can be."""
    texts = {
        name: f"{name} {EVIL}"
        for name in (
            "name",
            "description",
            "eligibility_description",
            "location_name",
            "address",
            "phone",
            "application_process",
            "cost_description",
            "accessibility",
            "required_documents",
            "source",
        )
    }
    return replace(offer, **texts, email=f"{LONG}@example.org", url=f"https://example.org/{LONG}?a='\"<b>")


def file_of(folder: Path, *offers: Offer) -> Path:
    """These offers as a CSV."""
    text = io.StringIO(newline="")
    rows = [{name: written(value) for name, value in asdict(offer).items()} for offer in offers]
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "ostile.csv"
    path.write_bytes(text.getvalue().encode())
    return path


def unharmed(visit: Visit, name: str) -> None:
    """Nothing of the record became part of the page, ran, or made it wider than the window."""
    page = visit.page
    expect(page.locator("main script, main img, main svg, main b, [onfocus], [autofocus]")).to_have_count(0)
    assert page.evaluate("window.ran") is None, name
    assert "49" not in page.locator("main").inner_text().split(), name
    visit.check(name)


def upload(visit: Visit, file: Path) -> None:
    visit.go("/catalogo/importa")
    visit.page.get_by_label("File CSV").set_input_files(file)
    visit.page.get_by_role("button", name="Mostra l’anteprima").click()


@pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=str)
def test_hostile_records_are_harmless_on_every_page(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    known = visit.site.rows("s2")[0]
    one = replace(evil(known), service_id=IDENTIFIER, organization_name=f"Ente {EVIL}")
    with visit.site.sessions.begin() as session:
        import_services(session, [one, replace(one, service_id=f"{IDENTIFIER}2")])
        compute(session)
    visit.enter()
    unharmed(visit, "40-hostile-list")
    page.get_by_role("link", name="name <script>").first.click()
    expect(page.get_by_role("heading", name="Storia della scheda")).to_be_visible()
    unharmed(visit, "41-hostile-record")
    page.get_by_role("link", name="Correggi").first.click()
    expect(page.get_by_label("Descrizione")).to_have_value(f"description {EVIL}")
    page.get_by_role("button", name="Guarda come lo dirà").click()
    expect(page.get_by_role("heading", name="Come lo dirà l’assistente")).to_be_visible()
    unharmed(visit, "42-hostile-preview")
    visit.go("/catalogo/doppioni")
    expect(page.locator("main section").first).to_contain_text("onerror")
    unharmed(visit, "43-hostile-overlaps")
    changed = replace(one, name=f"Altro {EVIL}")
    upload(visit, file_of(tmp_path, changed, replace(changed, service_id=f"{IDENTIFIER}3")))
    expect(page.get_by_text("Servizi nuovi: 1. Cambiati: 1. Uguali: 0.")).to_be_visible()
    unharmed(visit, "44-hostile-import")
    strong = page.locator(".outcome strong").first
    assert strong.evaluate("node => getComputedStyle(node).unicodeBidi") == "isolate"
    upload(visit, file_of(tmp_path, replace(one, audience=EVIL, status=IDENTIFIER)))
    expect(page.get_by_role("alert")).to_contain_text("Da correggere: 2.")
    unharmed(visit, "45-hostile-errors")
    page.goto(open_link(visit))
    expect(page.get_by_role("heading", level=2)).to_contain_text("Le schede di Ente <script>")
    unharmed(visit, "46-hostile-provider")
