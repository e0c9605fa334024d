# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scheduled imports: what vanished is marked, what came back is not, and a source that fails changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from welfare_point.catalogue.models import Metadata, Service
from welfare_point.catalogue.regional.scheduled import (
    Done,
    Source,
    SourceError,
    import_source,
    load_configuration,
)

Row = dict[str, str]
DAY = dt.date(2026, 11, 28)
NOW = dt.datetime(2026, 11, 28, 3, tzinfo=dt.UTC)
CONFIRMED = "2026-10-01"

HEADER = "COD_STRUTTURA,DENOM_STRUTTURA,COMUNE_UBICAZIONE,PROV_COMUNE_UBICAZIONE,DENOM_GESTORE,TOT_POSTI_AUTORIZZATI"
Run = Callable[..., Done]


def regional(*codes: str, posts: str = "20") -> bytes:
    """Day centres with these codes."""
    rows = [f"{code},Centro {code},Bergamo,BG,Fondazione {code},{posts}" for code in codes]
    return "\n".join([HEADER, *rows, ""]).encode()


@pytest.fixture
def run(session: Session) -> Run:
    """Import a content as a source."""

    def run(content: bytes, *, name: str = "CDI", day: dt.date = DAY, **more: object) -> Done:
        settings = {"name": name, "file": "x", "format": "regional", "layout": "centri-diurni"} | more
        return import_source(session, Source.model_validate(settings), lambda _: content, NOW, day)

    return run


def service(session: Session, code: str) -> Service:
    session.expire_all()
    return session.get_one(Service, f"lombardia-cdi-{code}")


def confirm(session: Session, code: str) -> None:
    """As an editor does."""
    service(session, code).assured_date = dt.date.fromisoformat(CONFIRMED)
    session.flush()


def test_what_vanished_is_kept_and_marked_as_to_be_verified(session: Session, run: Run) -> None:
    run(regional("1", "2"))
    confirm(session, "2")
    done = run(regional("1"))
    assert (done.compared.vanished, done.compared.back) == (1, 0)
    gone = service(session, "2")
    assert gone.status == "active" and gone.assured_date is None
    assert gone.alert == "Da verificare: non compare più in «CDI» dal 28/11/2026."
    assert service(session, "1").alert is None
    written = sa.select(Metadata.previous_value).where(
        Metadata.resource_id == gone.id, Metadata.field_name == "assured_date"
    )
    assert session.scalars(written).all() == [CONFIRMED]


def test_what_vanished_is_marked_once(session: Session, run: Run) -> None:
    run(regional("1", "2"))
    run(regional("1"))
    again = run(regional("1"), day=dt.date(2026, 11, 29))
    assert again.compared.vanished == 0
    assert "28/11/2026" in str(service(session, "2").alert)


def test_what_reappears_loses_the_mark_and_gets_its_date_back(session: Session, run: Run) -> None:
    run(regional("1", "2"))
    confirm(session, "2")
    run(regional("1"))
    done = run(regional("1", "2"))
    assert (done.compared.vanished, done.compared.back) == (0, 1)
    back = service(session, "2")
    assert back.alert is None and back.assured_date == dt.date.fromisoformat(CONFIRMED)


def test_a_faulty_record_has_not_vanished(session: Session, run: Run) -> None:
    run(regional("1", "2"))
    faulty = regional("1") + b"2,Centro 2,Bergamo,BG,Fondazione 2,molti\n"
    done = run(faulty, skip_faulty=True)
    assert (done.compared.vanished, len(done.errors)) == (0, 1)
    assert service(session, "2").alert is None


def test_what_another_source_still_has_is_not_marked(session: Session, run: Run) -> None:
    run(regional("1", "2"))
    run(regional("1", "2"), name="Altra fonte")
    assert run(regional("1")).compared.vanished == 0
    assert service(session, "2").alert is None


def test_records_of_other_sources_and_of_people_are_left_alone(session: Session, run: Run) -> None:
    run(regional("9"), name="Altra fonte")
    assert run(regional("1")).compared.vanished == 0


@pytest.mark.parametrize(
    "content", [b"", b"<html>503</html>", regional(), regional("1", posts="molti"), b"[{"], ids=str
)
def test_a_bad_file_changes_nothing(session: Session, run: Run, content: bytes) -> None:
    run(regional("1", "2"))
    with pytest.raises(SourceError, match="CDI") as refused:
        run(content)
    assert refused.value.errors
    assert {service(session, code).alert for code in "12"} == {None}


def test_a_source_that_does_not_answer_changes_nothing(session: Session, run: Run) -> None:
    run(regional("1"))
    source = Source(name="CDI", url="https://example.org/x", format="regional")

    def broken(_: Source) -> bytes:
        raise OSError("HTTP 503")

    with pytest.raises(SourceError, match=r"HTTP 503.*Niente è cambiato"):
        import_source(session, source, broken, NOW, DAY)
    assert service(session, "1").alert is None


def test_the_catalogues_own_csv_is_a_source_too(
    session: Session, run: Run, csv_of: Callable[..., bytes]
) -> None:
    both = csv_of({"assured_date": CONFIRMED}, {"service_id": "s2", "assured_date": CONFIRMED})
    run(both, format="services", layout=None)
    run(csv_of({"assured_date": CONFIRMED}), format="services", layout=None)
    gone, there = session.get_one(Service, "s2"), session.get_one(Service, "s1")
    assert (gone.assured_date, there.assured_date) == (None, dt.date.fromisoformat(CONFIRMED))
    with pytest.raises(SourceError):
        run(csv_of({"topics": "boh"}), format="services", layout=None)


def test_a_configuration_names_its_sources(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text(
        """
sources:
  - {name: CDI, url: "https://example.org/cdi.json", format: regional, skip_faulty: true}
  - {name: Rete, file: rete.csv, format: services}
"""
    )
    web, file = load_configuration(tmp_path / "sources.yml")
    assert (web.url, web.skip_faulty) == ("https://example.org/cdi.json", True)
    assert file.file == tmp_path / "rete.csv"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: []", "vuota"),
        ("sources: [", "non si può usare"),
        ("altro: 1", "sources"),
        ("sources: [{name: a, url: 'http://example.org', format: regional}]", "https://"),
        ("sources: [{name: a, format: regional}]", "file e url"),
        ("sources: [{name: a, file: b, format: excel}]", "services"),
        ("sources: [{name: a, file: b, format: services, layout: anziani}]", "format regional"),
        (
            "sources: [{name: a, file: b, format: services}, {name: a, file: c, format: services}]",
            "stesso nome",
        ),
    ],
)
def test_a_configuration_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "sources.yml").write_text(text)
    with pytest.raises(SourceError, match=said):
        load_configuration(tmp_path / "sources.yml")
