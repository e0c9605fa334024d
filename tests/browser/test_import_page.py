# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file is imported in a real browser: the preview, the mistakes, the confirmation, by keyboard alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .editor_site import COMMON, HOSTILE
from .visiting import DESK, PHONE, Visit

both_sizes = pytest.mark.parametrize("visit", [PHONE, DESK], indirect=True, ids=str)
KEPT = {
    "service_id": "s3",
    "name": "Un nido",
    "organization_id": "o2",
    "organization_name": "Comune di Prova",
}


def file_of(folder: Path, *rows: dict[str, str]) -> Path:
    """A CSV with these rows, all else as the catalogue has it."""
    text = io.StringIO(newline="")
    whole = [COMMON | row for row in rows]
    writer = csv.DictWriter(text, list(dict.fromkeys(c for row in whole for c in row)), restval="")
    writer.writeheader()
    writer.writerows(whole)
    path = folder / "servizi.csv"
    path.write_bytes(text.getvalue().encode())
    return path


def choose(visit: Visit, file: Path) -> None:
    """Choose a file and ask for its preview, without a mouse."""
    visit.to(visit.page.get_by_label("File CSV"))
    with visit.page.expect_file_chooser() as chooser:
        visit.page.keyboard.press("Enter")
    chooser.value.set_files(file)
    visit.press(visit.page.get_by_role("button", name="Mostra l’anteprima"))


@both_sizes
def test_a_file_is_previewed_corrected_and_imported_by_keyboard(visit: Visit, tmp_path: Path) -> None:
    page, site = visit.page, visit.site
    visit.enter()
    visit.press(page.get_by_role("link", name="Importa un file"))
    expect(page.get_by_role("heading", level=2, name="Importa un file")).to_be_visible()
    visit.check("20-import")
    # a faulty file: the place, what is there and what is expected
    choose(visit, file_of(tmp_path, KEPT | {"audience": "tutti"}, KEPT | {"minimum_age": "sei"}))
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("heading")).to_have_text("Da correggere: 2. Niente è stato importato.")
    expect(alert.get_by_role("listitem").first).to_have_text(
        'riga 2, colonna "audience": valore "tutti" — atteso uno di questi valori: persona, impresa, entrambi'
    )
    expect(alert).to_contain_text('riga 3, colonna "minimum_age": valore "sei" — atteso un numero di anni')
    expect(page.get_by_role("button", name="Importa", exact=True)).to_have_count(0)
    visit.check("21-import-refused")
    # the right one: one added, one changed, one left
    added = {"service_id": "s9", "name": "Ludoteca", "phone": "035 555 0100"}
    changed = {"service_id": "s2", "name": "Compiti in compagnia", "topics": "minori--supporto-compiti"}
    choose(visit, file_of(tmp_path, added, changed, KEPT))
    preview = page.get_by_role("region", name="Che cosa cambierebbe")
    expect(preview).to_be_focused()
    expect(preview).to_contain_text("Servizi nuovi: 1. Cambiati: 1. Uguali: 1.")
    expect(preview).to_contain_text("s9 Ludoteca")
    expect(preview).to_contain_text("Nome del servizio: «Compiti insieme» → «Compiti in compagnia»")
    visit.check("22-import-preview")
    assert site.rows("s9") == []
    visit.to(preview.get_by_role("link", name="Scarica tutta l’anteprima"))
    with page.expect_download() as told:
        page.keyboard.press("Enter")
    lines = told.value.path().read_text("utf-8").splitlines()
    assert lines[0] == "esito,codice,campo,prima,dopo"
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["servizio nuovo", "s9"],
        ["servizio cambiato", "s2"],
    ]
    visit.press(preview.get_by_role("button", name="Importa", exact=True))
    expect(page.get_by_role("status")).to_have_text("Importato. Servizi nuovi: 1. Cambiati: 1. Uguali: 1.")
    assert (site.rows("s9")[0].phone, site.rows("s2")[0].name) == ("035 555 0100", "Compiti in compagnia")


def test_what_is_downloaded_can_be_imported_again_and_changes_nothing(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    visit.enter()
    exports = []
    for number in range(2):
        visit.to(page.get_by_role("link", name="Scarica il catalogo"))
        with page.expect_download() as sent:
            page.keyboard.press("Enter")
        path = tmp_path / f"catalogo-{number}.csv"
        sent.value.save_as(path)
        exports.append(path.read_bytes())
        visit.go("/catalogo/importa")
        choose(visit, path)
        expect(page.get_by_text("Servizi nuovi: 0. Cambiati: 0. Uguali: 3.")).to_be_visible()
        expect(page.get_by_text("Non c’è niente da importare.")).to_be_visible()
    assert exports[0] == exports[1]
    assert HOSTILE.encode() in exports[0]


@both_sizes
def test_the_columns_are_explained_on_a_page_of_their_own(visit: Visit) -> None:
    page = visit.page
    visit.enter()
    visit.go("/catalogo/importa")
    visit.press(page.get_by_role("link", name="Che cosa va in ogni colonna"))
    cost = page.get_by_role("region", name="cost", exact=True)
    expect(cost).to_contain_text("uno di questi valori: gratuito, pagamento, isee, voucher")
    visit.check("23-columns")
    visit.to(page.get_by_role("link", name="Scarica un esempio compilato"))
    with page.expect_download() as sent:
        page.keyboard.press("Enter")
    assert b"esempio-estate" in sent.value.path().read_bytes()
