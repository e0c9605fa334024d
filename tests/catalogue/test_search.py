# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Services by the words that somebody wrote."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.relevance import LATER_QUERIES, QUERIES, load_demonstration, measure, queries, with_weights
from welfare_point.bot.understanding.reader import Reader
from welfare_point.catalogue.database import create_engine, migrate, session_factory
from welfare_point.catalogue.importing import import_services
from welfare_point.catalogue.models import SearchDocument, SearchWord
from welfare_point.catalogue.offer import Offer
from welfare_point.catalogue.search import _found, ranked_ids, search
from welfare_point.catalogue.settings import Settings
from welfare_point.catalogue.suspension import Suspension, suspend
from welfare_point.catalogue.wording import place_in, stems

BERGAMO, MILANO, TREVIGLIO = "016024", "015146", "016219"
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELFARE_POINT_TODAY", str(TODAY))


def offer(
    service_id: str,
    name: str,
    description: str = "",
    area: str = BERGAMO,
    status: str = "active",
    **more: object,
) -> Offer:
    values = {
        "service_id": service_id,
        "organization_id": "o",
        "organization_name": "Cooperativa Girandola",
        "name": name,
        "description": description or None,
        "topics": ("imprese--tavoli-accordi",),
        "audience": "persona",
        "service_areas": (area,),
        "status": status,
    }
    return Offer(**(values | more))  # type: ignore[arg-type]


def found(session: Session, text: str, municipality: str | None = None) -> list[str]:
    return [offer.service_id for offer in search(session, text, municipality)]


def test_endings_do_not_matter_and_names_count_more(session: Session) -> None:
    import_services(
        session,
        [
            offer("a", "Ceramica del sabato", "forni e colori"),
            offer("b", "Colori", "si lavora anche la ceramica, con ogni bimba"),
            offer("c", "Calcio"),
        ],
    )
    assert found(session, "vorrei fare ceramiche") == ["a", "b"]


def test_rare_words_count_more_than_common_ones(session: Session) -> None:
    offers = [offer(f"x{n}", "Attività per bambini") for n in range(5)]
    import_services(session, [*offers, offer("y", "Arrampicata")])
    assert found(session, "attività di arrampicata")[0] == "y"


def test_only_what_covers_the_place_and_is_active(session: Session) -> None:
    import_services(
        session,
        [
            offer("a", "Teatro", area=MILANO),
            offer("b", "Teatro"),
            offer("c", "Teatro", status="inactive"),
        ],
    )
    assert found(session, "teatro", BERGAMO) == ["b"]
    assert found(session, "teatro") == ["a", "b"]
    assert ranked_ids(session, "teatro", active=None) == ["a", "b", "c"]


def test_what_rests_today_is_not_found(session: Session) -> None:
    import_services(session, [offer("a", "Teatro"), offer("b", "Teatro")])
    suspend(session, ["a"], Suspension(TODAY), updated_by="anna")
    assert found(session, "teatro") == ["b"]


def test_words_that_say_nothing_find_nothing(session: Session) -> None:
    import_services(session, [offer("a", "Teatro")])
    assert found(session, "boh ok sì") == []
    assert found(session, "%%%%%% ______") == []
    assert stems("Il teatro, i teatri e il 100% di compiti") == ["teatr", "teatr", "100", "comp"]


@pytest.mark.parametrize(
    "text",
    [
        'teatro" OR "a',
        "teatro'",
        "teatro AND NOT (",
        "NEAR(teatro) *",
        "teatro:A & !b",
        "teatro\x00",
        "🙂 teatro",
    ],
)
def test_signs_of_the_engines_are_only_signs(session: Session, text: str) -> None:
    import_services(session, [offer("a", "Teatro"), offer("z", "Calcio")])
    assert found(session, text) == ["a"]


def test_a_very_long_text_is_searched_by_its_beginning(session: Session) -> None:
    import_services(session, [offer("a", "Teatro")])
    assert found(session, "teatro " + " ".join(f"parola{n}" for n in range(5000))) == ["a"]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("doposcuola", "minori--pre-post-scuola"),
        ("dopo scuola", "minori--pre-post-scuola"),
        ("grest", "minori--chiusure-scolastiche"),
        ("una tata", "minori--baby-sitting"),
        ("babysitter", "minori--baby-sitting"),
        ("ospizio", "anziani--residenzialita"),
    ],
)
def test_a_service_is_found_by_other_words_than_its_own(session: Session, text: str, topic: str) -> None:
    import_services(session, [offer("a", "Insieme fino alle 18", topics=(topic,)), offer("z", "Girotondo")])
    assert found(session, text) == ["a"]


@pytest.mark.parametrize(
    "text",
    ["arrampicatta", "arampicata", "arrmapicata", "rrampicata", "arrampicata", "ARRAMPICÁTA", "arrampi cata"],
)
def test_slips_of_the_finger_are_mended(session: Session, text: str) -> None:
    import_services(session, [offer("a", "Arrampicata"), offer("z", "Calcio e pallavolo")])
    assert found(session, text) == ["a"]


@pytest.mark.parametrize("text", ["pallavolocanto", "pallavol", "palla volo"])
def test_a_blank_too_many_or_too_few_does_not_matter(session: Session, text: str) -> None:
    import_services(session, [offer("a", "Pallavolo e canto"), offer("z", "Cucina")])
    assert found(session, text) == ["a"]


def test_short_words_are_not_mended(session: Session) -> None:
    import_services(session, [offer("a", "Yoga"), offer("b", "Judo")])
    assert found(session, "yo") == []


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("doposcuola a Treviglio", TREVIGLIO, "doposcuola a"),
        ("doposcuola Bergamo", BERGAMO, "doposcuola"),
        ("corsi a Cassano d'Adda", "015059", "corsi a"),
        ("corsi a Opera", "015159", "corsi a"),
        ("opera lirica per bambini", None, "opera lirica per bambini"),
        ("teatro", None, "teatro"),
    ],
)
def test_a_comune_in_the_text_is_a_place(text: str, place: str | None, rest: str) -> None:
    assert place_in(text) == (place, rest)


def test_what_covers_the_comune_of_the_text_comes_alone_or_else_the_nearest(session: Session) -> None:
    import_services(
        session,
        [
            offer("a", "Teatro", area=MILANO, municipality=MILANO),
            offer("b", "Teatro", area=BERGAMO, municipality=BERGAMO),
        ],
    )
    assert found(session, "teatro a Bergamo") == ["b"]
    assert found(session, "teatro a Seriate") == ["b", "a"]


def test_of_two_alike_the_nearer_the_fresher_the_fuller_comes_first(session: Session) -> None:
    import_services(
        session,
        [
            offer("a", "Teatro", area="regione:03", municipality=MILANO),
            offer("b", "Teatro", area="regione:03", municipality=BERGAMO),
            offer("c", "Canto"),
            offer("d", "Canto", assured_date=TODAY),
            offer("e", "Danza"),
            offer("f", "Danza", "lezioni", phone="035 000000", cost="gratuito", calendar_scope=("estate",)),
        ],
    )
    assert found(session, "teatro", BERGAMO) == ["b", "a"]
    assert found(session, "canto") == ["d", "c"]
    assert found(session, "danza") == ["f", "e"]


def test_the_row_that_covers_the_place_is_told(session: Session) -> None:
    import_services(session, [offer("a", "Teatro", area=MILANO), offer("a", "Teatro", area=BERGAMO)])
    (told,) = search(session, "teatro", BERGAMO)
    assert told.service_areas == (BERGAMO,)


def test_what_is_renamed_is_found_by_its_new_name_only(session: Session) -> None:
    import_services(session, [offer("a", "Teatro"), offer("b", "Calcio")])
    import_services(session, [offer("a", "Scacchi")])
    assert (found(session, "scacchi"), found(session, "teatro")) == (["a"], [])
    session.execute(sa.text("UPDATE service SET name = 'Ginnastica dolce' WHERE id = 'a'"))
    session.commit()
    assert (found(session, "ginnastica"), found(session, "scacchi")) == (["a"], [])
    session.execute(sa.text("UPDATE organization SET name = 'Fondazione Melograno'"))
    session.commit()
    assert found(session, "melograno") == ["a", "b"]


def test_what_is_deleted_leaves_no_words(session: Session) -> None:
    import_services(session, [offer("a", "Teatro")])
    for table in ("attribute", "location", "service"):
        session.execute(sa.text(f"DELETE FROM {table}"))
    session.commit()
    assert session.scalars(sa.select(SearchDocument)).all() == []
    assert found(session, "teatro") == []


def test_numbers_that_have_grown_and_old_statistics_hide_nothing(empty_engine: sa.Engine) -> None:
    migrate(empty_engine)
    with session_factory(empty_engine).begin() as session:
        import_services(session, [offer("a", "Teatro"), offer("z", "Calcio e teatro")])
    with empty_engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))
        connection.execute(sa.text("UPDATE search_document SET id = id + 300000"))
    with session_factory(empty_engine)() as session:
        assert found(session, "teatro") == ["a", "z"]


def test_where_nothing_has_the_rarest_word_the_others_are_looked_for(session: Session) -> None:
    import_services(session, [offer("a", "Teatro"), offer("z", "Calcio")])
    today = dt.date(2026, 6, 1)
    shares = {"calc": 0.5, "scacch": 1e-3}
    assert [one.service_id for one in _found(session, shares, 100_000, None, None, True, today)] == ["z"]


def test_all_words_there_are_come_once(session: Session) -> None:
    import_services(session, [offer("a", "Teatro teatro"), offer("b", "Teatro")])
    import_services(session, [offer("b", "Teatri")])
    assert session.scalars(sa.select(SearchWord.word).where(SearchWord.stem == "teatr")).all() in (
        ["teatri"],  # "teatro" is a word of the taxonomy
        ["teatro", "teatri"],
    )


def test_without_the_extension_words_that_begin_alike_are_mended(session: Session, engine: sa.Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has its own")
    import_services(session, [offer("a", "Arrampicata"), offer("z", "Calcio")])
    session.execute(sa.text("DROP EXTENSION pg_trgm CASCADE"))
    assert found(session, "arrmapicata") == ["a"]


@pytest.fixture
def restricted_url(empty_engine: sa.Engine) -> Iterator[sa.URL]:
    """A PostgreSQL as somebody who may make tables but no extensions."""
    if empty_engine.dialect.name != "postgresql":
        pytest.skip("SQLite knows no users")
    name = f"limited_{uuid.uuid4().hex}"
    with empty_engine.begin() as connection:
        connection.execute(sa.text(f"CREATE ROLE {name} LOGIN"))
        connection.execute(sa.text(f"GRANT ALL ON SCHEMA public TO {name}"))
    yield empty_engine.url.set(username=name, password=None)
    with empty_engine.begin() as connection:
        connection.execute(sa.text(f"DROP OWNED BY {name}"))
        connection.execute(sa.text(f"DROP ROLE {name}"))


def test_who_may_not_make_the_extension_is_told_and_searches_all_the_same(
    restricted_url: sa.URL, caplog: pytest.LogCaptureFixture
) -> None:
    limited = create_engine(restricted_url)
    try:
        with limited.connect():
            pass
    except sa.exc.OperationalError as error:
        pytest.skip(f"the server lets no new user in: {error.orig}")
    with caplog.at_level(logging.WARNING):
        migrate(limited)
    assert "CREATE EXTENSION pg_trgm" in caplog.text
    with session_factory(limited).begin() as session:
        import_services(session, [offer("a", "Arrampicata"), offer("z", "Calcio")])
    with session_factory(limited)() as session:
        assert found(session, "arrampicatta") == ["a"]
    limited.dispose()


def test_what_the_assistant_hears_is_found_whatever_the_words(session: Session) -> None:
    topics = {"a": "minori--baby-sitting", "b": "minori--supporto-compiti"}
    import_services(
        session, [offer(key, f"Girotondo {key}", topics=(topic,)) for key, topic in topics.items()]
    )
    said = "chi me lo guarda il sabato sera"
    assert found(session, said) == []
    heard = {"minori--baby-sitting": 0.8, "minori--supporto-compiti": 0.1}
    assert ranked_ids(session, said, heard=heard) == ["a"]


def test_the_first_word_says_what_is_looked_for(session: Session) -> None:
    import_services(session, [offer("a", "Pallavolo", "con canto"), offer("b", "Canto", "con pallavolo")])
    assert found(session, "pallavolo e canto") == ["a", "b"]
    assert found(session, "canto e pallavolo") == ["b", "a"]


@pytest.mark.parametrize(
    ("file", "recall", "well", "mrr", "ndcg"),
    [(QUERIES, 0.85, 0.93, 0.96, 0.87), (LATER_QUERIES, 0.89, 0.83, 0.93, 0.86)],
    ids=["labelled", "later"],
)
def test_labelled_queries_are_answered(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    file: Path,
    recall: float,
    well: float,
    mrr: float,
    ndcg: float,
) -> None:
    model = Settings().understanding
    if not model.exists():
        pytest.skip(f"no trained model at {model}")
    monkeypatch.setenv("WELFARE_POINT_TODAY", "2026-11-28")  # the day of the demonstration catalogue
    load_demonstration(session)
    figures = measure(session, with_weights(heard=Reader(model).likely), queries(file))
    assert figures.recall_3 >= recall, figures
    assert figures.recall_3_well >= well, figures
    assert figures.mrr >= mrr, figures
    assert figures.ndcg_10 >= ndcg, figures


def test_what_asks_for_no_topic_is_heard_as_none() -> None:
    model = Settings().understanding
    if not model.exists():
        pytest.skip(f"no trained model at {model}")
    heard = Reader(model).likely
    assert max(heard("doposcuola"), key=heard("doposcuola").__getitem__) == "minori--pre-post-scuola"
    for said in ("che tempo fa domani", "pizza margherita", "ciao come stai", "🙂", ""):
        assert heard(said) == {}, said


def test_without_the_assistant_the_words_alone_answer(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELFARE_POINT_TODAY", "2026-11-28")
    load_demonstration(session)
    assert len(queries()) >= 120
    figures = measure(session, with_weights(), queries())
    assert figures.recall_3 >= 0.83, figures
    assert figures.ndcg_10 >= 0.85, figures
