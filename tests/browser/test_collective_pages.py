# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of collective needs in a real browser: by keyboard, without scripts, at three widths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from tests.browser.editor_site import PASSWORD, ROOT, TODAY, Site, serving
from tests.browser.visiting import Visit, new_visit
from tests.catalogue.planted_needs import planted
from welfare_point.catalogue.accounts import create_account
from welfare_point.catalogue.collective.proposing import propose_needs
from welfare_point.catalogue.collective.repository import note
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.models import (
    CollectiveNeed,
    CollectiveNeedRecord,
    NeedRecord,
    ServiceFeedback,
)
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.unmet import record_need

WIDTHS = (390, 820, 1280)
PAGE = "/osservatorio/bisogni"
SERVICE = Offer(
    service_id="nuovo",
    organization_id="o1",
    organization_name="Cooperativa Arcobaleno",
    name="Doposcuola della bassa",
    topics=("minori--pre-post-scuola",),
    audience="persona",
    service_areas=("ats:325",),
    minimum_age=6,
    maximum_age=13,
    calendar_scope=("scuola",),
    opens_at=dt.time(13),
    closes_at=dt.time(19),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database with some hundred unmet needs, grouped, and a service that came later."""
    file = tmp_path_factory.mktemp("needs") / "base.db"
    engine = create_engine(f"sqlite:///{file}")
    migrate(engine)
    today = dt.date.fromisoformat(TODAY)
    with pytest.MonkeyPatch.context() as patch, session_factory(engine).begin() as session:
        patch.setenv("WELFARE_POINT_TODAY", TODAY)
        for one in planted(3, size=500)[0]:
            said = one.said if (today - one.day).days < 90 else None
            record_need(
                session,
                NeedRecord(
                    day=one.day,
                    topic=one.topic,
                    municipality=one.municipality,
                    age_band=one.age_band,
                    time_band=one.time_band,
                    periods=one.periods,
                    said=said,
                    cause="no_service",
                    audience="persona",
                    channel="web",
                ),
            )
        create_account(session, "responsabile", PASSWORD, "manager", "325")
        create_account(session, "regione", PASSWORD, "regional", None)
        propose_needs(session, today)
        import_services(session, [SERVICE, replace(SERVICE, service_id="altro", name="Spazio pomeriggio")])
    engine.dispose()
    yield file


@pytest.fixture
def site(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The application on a copy of that database."""
    monkeypatch.setenv("WELFARE_POINT_TODAY", TODAY)
    file = tmp_path / "test.db"
    source = create_engine(f"sqlite:///{base}")
    with source.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{file}'")
    source.dispose()
    with serving(tmp_path, ROOT / ".build", lambda _: None) as running:
        yield running


@pytest.fixture(params=["script", "no-script"])
def visit(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh page with and without JavaScript; nothing may go wrong in it, no other host be asked."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="it-IT", java_script_enabled=request.param == "script"
    )
    visit = new_visit(context, site)
    yield visit
    assert visit.errors == []
    context.close()


only_with_script = pytest.mark.parametrize("visit", ["script"], indirect=True)
only_without = pytest.mark.parametrize("visit", ["no-script"], indirect=True)


@pytest.fixture
def many(site: Site) -> str:
    """The page of a need of some hundred requests, whose service has been there for half a year."""
    today = dt.date.fromisoformat(TODAY)
    start = today - dt.timedelta(days=180)
    with site.sessions.begin() as session:
        found = session.scalars(sa.select(CollectiveNeed).filter_by(topic=SERVICE.topics[0])).all()[0]
        for number in range(420):
            record = NeedRecord(
                day=today - dt.timedelta(days=number),
                topic=found.topic,
                municipality="016024",
                cause="no_service" if number % 3 == 0 or number > 180 else None,
                outcome="accepted" if number < 100 else None,
                audience="persona",
                channel="web",
            )
            record_need(session, record)
            if record.cause:
                session.add(CollectiveNeedRecord(record_id=record.id, need_id=found.id))
        record_need(session, NeedRecord(day=today - dt.timedelta(days=600), municipality="016024"))
        at = dt.datetime.combine(start, dt.time(12), dt.UTC)
        note(session, found.id, "state", who="responsabile", before="new", after="started", now=at)
        note(session, found.id, "deadline", who="responsabile", after=dt.date(2026, 12, 12), now=at)
        found.state, found.state_since = "started", start
        for service, day, useful in (("nuovo", today, True), ("altro", today, False)):
            session.add(ServiceFeedback(service_id=service, day=day, useful=useful, ats="325"))
        return f"{PAGE}/{found.id}"


def enter(visit: Visit, who: str = "responsabile") -> None:
    """Log in where the page asked for it; it is opened then."""
    visit.go(PAGE)
    visit.page.get_by_label("Nome utente").fill(who)
    visit.page.get_by_label("Password").fill(PASSWORD)
    visit.page.get_by_role("button", name="Entra").click()
    expect(visit.page.get_by_role("heading", level=2, name="Bisogni collettivi")).to_be_visible()


def open_covered(visit: Visit) -> None:
    visit.page.get_by_label("Servizi nuovi").select_option("yes")
    visit.page.get_by_role("button", name="Mostra").click()
    visit.page.locator(".needs h3 a").first.click()
    expect(visit.page.get_by_role("heading", level=3, name="Perché stanno insieme")).to_be_visible()


@only_with_script
def test_the_pages_are_accessible_at_every_width(visit: Visit) -> None:
    enter(visit)
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.go(PAGE)
        visit.check("collective-list")
    open_covered(visit)
    address = visit.page.url
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.page.goto(address)
        visit.check("collective-need")


@only_with_script
def test_what_a_service_changed_is_accessible_at_every_width(visit: Visit, many: str) -> None:
    enter(visit)
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.go(many)
        expect(visit.page.get_by_role("heading", name="È cambiato qualcosa?")).to_be_visible()
        table = visit.page.get_by_role("table", name="Le richieste prima e dopo")
        assert table.get_by_role("columnheader").all_inner_texts() == [
            "Misura",
            "Un anno prima",
            "Prima",
            "Dopo",
        ]
        expect(visit.page.get_by_role("table", name="Pareri dalle conversazioni")).to_be_visible()
        expect(
            visit.page.get_by_text("Le richieste restano meno spesso senza risposta.").first
        ).to_be_visible()
        visit.check("collective-evaluation")


@only_with_script
def test_the_requests_of_a_large_need_are_paged_by_keyboard(visit: Visit, many: str) -> None:
    enter(visit)
    visit.go(many)
    page = visit.page
    assert page.locator("input[name=record]").count() == 50
    visit.press(page.get_by_role("link", name="Pagina successiva"))
    expect(page).to_have_url(f"{visit.site.address}{many}?pagina=2#records")
    expect(page.get_by_label("Scegli la richiesta 51 del")).to_be_in_viewport()
    first = page.locator("input[name=record]").first
    visit.press(first, "Space")
    visit.type("Nome del nuovo bisogno", "Una della seconda pagina")
    visit.press(page.get_by_role("button", name="Crea un bisogno con le richieste scelte"))
    expect(page.get_by_role("heading", level=2, name="Una della seconda pagina")).to_be_visible()
    assert page.locator("input[name=record]").count() == 1


@only_without
def test_the_comparison_is_saved_without_scripts(visit: Visit, many: str) -> None:
    enter(visit)
    visit.go(many)
    expect(visit.page.get_by_text("Scadenza cambiata (prima: nessuna; dopo: 12/12/2026)")).to_be_visible()
    with visit.page.expect_download() as started:
        visit.page.get_by_role("link", name="Scarica il confronto").click()
    assert started.value.suggested_filename == "confronto.csv"
    assert started.value.path().read_text("utf-8").startswith("confronto,misura,prima,dopo,")


@only_with_script
def test_the_region_has_a_page_of_sums(visit: Visit) -> None:
    enter(visit, "regione")
    visit.check("collective-region")
    visit.page.locator(".needs h3 a").first.click()
    expect(visit.page.get_by_text("Torna all’elenco")).to_be_visible()
    assert visit.page.locator("form").count() == 0
    visit.check("collective-region-need")


@only_with_script
def test_a_need_is_followed_by_keyboard_alone(visit: Visit) -> None:
    enter(visit)
    open_covered(visit)
    page = visit.page
    assert (
        "copre" in page.locator(".covered").inner_text() or "coprono" in page.locator(".covered").inner_text()
    )
    visit.to(page.get_by_label("Cambia lo stato").and_(page.locator("select")))
    page.keyboard.type("Prop")
    visit.press(page.get_by_role("button", name="Cambia lo stato"))
    expect(page.get_by_role("status")).to_have_text("Lo stato è cambiato.")
    expect(page.get_by_text("Stato cambiato (prima: Nuovo; dopo: Proposto ai partner)")).to_be_visible()
    first, second = page.locator("input[name=record]").nth(0), page.locator("input[name=record]").nth(1)
    visit.press(first, "Space")
    visit.press(second, "Space")
    visit.type("Nome del nuovo bisogno", "Due richieste a parte")
    visit.press(page.get_by_role("button", name="Crea un bisogno con le richieste scelte"))
    expect(page.get_by_role("heading", level=2, name="Due richieste a parte")).to_be_visible()
    assert page.locator("input[name=record]").count() == 2


@only_without
def test_everything_works_without_scripts(visit: Visit) -> None:
    enter(visit)
    open_covered(visit)
    page = visit.page
    page.get_by_label("Nome", exact=True).fill("Un nome nostro")
    page.get_by_role("button", name="Cambia il nome").click()
    expect(page.get_by_role("heading", level=2, name="Un nome nostro")).to_be_visible()
    page.get_by_label("Chi lo segue").fill("Ufficio di prova")
    page.get_by_label("Scadenza").fill("2026-12-31")
    page.get_by_role("textbox", name="Note").fill("Da chiamare")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_text("L’incarico è salvato.")).to_be_visible()
    size = page.locator("input[name=record]").count()
    page.get_by_label("Bisogno da unire a questo").select_option(index=1)
    page.get_by_role("button", name="Unisci").click()
    expect(page.get_by_text("I due bisogni sono uno solo.")).to_be_visible()
    assert page.locator("input[name=record]").count() >= size + 5
    page.get_by_role("link", name="Torna all’elenco").click()
    page.get_by_role("button", name="Cerca di nuovo").click()
    expect(page.get_by_text("Nuovi bisogni collettivi: 0.")).to_be_visible()


@only_without
def test_two_people_on_one_need(visit: Visit, browser: Browser, site: Site) -> None:
    enter(visit)
    open_covered(visit)
    context = browser.new_context(locale="it-IT")
    other = new_visit(context, site)
    enter(other)
    other.page.goto(visit.page.url)
    other.page.get_by_label("Nome", exact=True).fill("Il nome dell’altra persona")
    other.page.get_by_role("button", name="Cambia il nome").click()
    expect(other.page.get_by_role("heading", level=2)).to_have_text("Il nome dell’altra persona")
    visit.page.get_by_label("Nome", exact=True).fill("Troppo tardi")
    visit.page.get_by_role("button", name="Cambia il nome").click()
    expect(visit.page.get_by_text("Niente è stato salvato.")).to_be_visible()
    expect(visit.page.get_by_role("heading", level=2)).to_have_text("Il nome dell’altra persona")
    context.close()
