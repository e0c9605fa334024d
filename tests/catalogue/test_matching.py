# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matching must answer, case by case: the cases are in ``match_cases.yml``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from welfare_point.catalogue.exchange.ambiti import Membership, import_ambiti
from welfare_point.catalogue.finding import find, kilometres
from welfare_point.catalogue.matching import Findings, Match, find_services
from welfare_point.catalogue.need import Need
from welfare_point.catalogue.offer import Offer

Case = dict[str, Any]
Cells = dict[str, str]
Parse = Callable[..., tuple[list[Offer], list[Any]]]

# No cell is anything but text, as in a CSV: 016024 is not an octal number, 18:00 is not 1080 seconds.
CASES = yaml.load(Path(__file__).with_name("match_cases.yml").read_text("utf-8"), yaml.BaseLoader)

NAMES = (
    "topic",
    "audience",
    "service_area",
    "age",
    "eligibility",
    "schedule",
    "capacity",
    "cost",
    "freshness",
)
CAUSES = ("audience", "age", "eligibility", "schedule", "capacity", "cost")
AREAS = frozenset({"016024", "prov:BG", "ats:325", "regione:03"})
ALLOWED = {"met": {"met"}, "unmet": {"unmet"}, "unknown": {"unknown"}, "possible": {"met", "unknown"}}


def cases(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", CASES[kind], ids=[case["name"] for case in CASES[kind]])


def need_of(case: Case) -> Need:
    cells: Cells = CASES["about"][case.get("about", "child")]["need"] | case.get("need", {})
    as_of = dt.date.fromisoformat(cells["as_of"])
    return Need(**{name: READ[name](dated(cell, as_of)) for name, cell in cells.items() if cell})


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";"))


READ: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("topic", "audience", "municipality", "sector"), str),
    **dict.fromkeys(("as_of", "date_from", "date_to"), dt.date.fromisoformat),
    **dict.fromkeys(("time_from", "time_to"), dt.time.fromisoformat),
    **dict.fromkeys(("periods", "days"), _listed),
    **dict.fromkeys(("disability", "employer_adherent", "free_only", "part_is_enough"), lambda cell: cell == "true"),
    "ages": lambda cell: tuple(map(float, _listed(cell))),
    "isee": float,
    "company_size": int,
}  # fmt: skip


def dated(cell: str, as_of: dt.date) -> str:
    """What is written as "60 days ago" becomes a date; other cells stay as they are."""
    days = re.fullmatch(r"(\d+) days ago", cell)
    return str(as_of - dt.timedelta(days=int(days[1]))) if days else cell


def row_of(case: Case, cells: Cells) -> Cells:
    """A whole row of the CSV, without its ``km``."""
    row: Cells = CASES["about"][case.get("about", "child")]["offer"] | cells
    as_of = need_of(case).as_of
    return {column: dated(cell, as_of) for column, cell in row.items() if column != "km"}


def search(parse: Parse, case: Case, rows: Sequence[Cells]) -> Findings:
    """The answer, which must be the same in whatever order the services come."""
    offers, errors = parse(*(row_of(case, row) for row in rows)) if rows else ([], [])
    assert errors == []
    km = [row.get("km", "2") for row in rows]
    distances = {offer: float(far) if far else None for offer, far in zip(offers, km, strict=True)}
    assert len(distances) == len(rows), "two rows are the same"
    findings = find_services(need_of(case), offers, AREAS, distances.__getitem__)
    shuffled = in_order_of_file(offers[::-1], offers)
    assert findings == find_services(need_of(case), shuffled, AREAS, distances.__getitem__)
    return findings


def in_order_of_file(shuffled: Iterable[Offer], file: Iterable[Offer]) -> list[Offer]:
    """Shuffled rows, of which those of one service follow each other as in the file.

    Of two rows that are equally good the first stands for their service: their order is the catalogue's.
    """
    rows: dict[str, list[Offer]] = {}
    for offer in file:
        rows.setdefault(offer.service_id, []).append(offer)
    following = {service: iter(offers) for service, offers in rows.items()}
    return [next(following[offer.service_id]) for offer in shuffled]


def ids(matches: Iterable[Any]) -> list[str]:
    return [match.offer.service_id for match in matches]


@cases("outcomes")
def test_outcomes(case: Case, parse: Parse) -> None:
    findings = search(parse, case, [case.get("offer", {})])
    expected = dict.fromkeys(NAMES, "met") | case["then"]
    unmet = [name for name in NAMES if expected[name] == "unmet"]
    assert ids(findings.matches) == ([] if unmet else ["s1"])
    assert [near_miss.failed for near_miss in findings.near_misses] == (unmet if len(unmet) == 1 else [])
    first = next((cause for cause in CAUSES if cause in unmet), None)
    assert findings.unmet == ("out_of_area" if "service_area" in unmet else first)
    for match in (*findings.matches, *(near_miss.match for near_miss in findings.near_misses)):
        check_criteria(match, expected, case.get("says", {}))


def check_criteria(match: Match, expected: Mapping[str, str], says: Mapping[str, str]) -> None:
    """All nine, each with an outcome that is expected and, where something is open or wrong, a reason."""
    outcomes = {criterion.name: str(criterion.outcome) for criterion in match.criteria}
    details = {criterion.name: criterion.detail for criterion in match.criteria}
    assert sorted(outcomes) == sorted(NAMES)
    assert len(match.criteria) == len(NAMES)
    assert {name: out for name, out in outcomes.items() if out not in ALLOWED[expected[name]]} == {}
    assert [name for name in NAMES if outcomes[name] != "met" and not details[name]] == []
    assert {name: details[name] for name, part in says.items() if part not in details[name]} == {}


@cases("answers")
def test_answers(case: Case, parse: Parse) -> None:
    findings = search(parse, case, case["offers"])
    near_misses = [(n.match.offer.service_id, n.failed) for n in findings.near_misses]
    expected = list(case.get("near_misses", {}).items())
    assert ids(findings.matches) == case.get("matches", [])
    assert [service for service, _ in sorted(near_misses)] == sorted(service for service, _ in expected)
    if not case.get("any_order"):
        assert [service for service, _ in near_misses] == [service for service, _ in expected]
    wanted = {service: name for service, name in expected if name != "*"}
    assert {s: name for s, name in near_misses if s in wanted} == wanted
    assert findings.unmet == case.get("unmet")
    details = {n.match.offer.service_id: n.detail for n in findings.near_misses}
    assert all(details.values())
    assert all(part in details[service] for service, part in case.get("says", {}).items())


@cases("rankings")
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")], ids=["a above b", "b above a"])
def test_rankings(case: Case, names: tuple[str, str], parse: Parse) -> None:
    above, below = names
    rows = [{**case.get("above", {}), "service_id": above}, {**case.get("below", {}), "service_id": below}]
    for matches in (search(parse, case, rows).matches, search(parse, case, rows[::-1]).matches):
        assert ids(matches) == [above, below]
        assert matches[0].score >= matches[1].score


def test_a_match_carries_its_distance(parse: Parse) -> None:
    rows = [{"service_id": "a", "km": "12.5"}, {"service_id": "b", "km": ""}]
    found = {m.offer.service_id: m.distance_km for m in search(parse, {}, rows).matches}
    assert found == {"a": 12.5, "b": None}


def test_the_nearer_of_two_rows_stands_for_the_service(parse: Parse) -> None:
    rows = [{"address": "Via Verdi 1", "km": "9"}, {"address": "Via Bianchi 2", "km": "1"}]
    (match,) = search(parse, {}, rows).matches
    assert (match.offer.address, match.distance_km) == ("Via Bianchi 2", 1.0)


def test_the_better_known_of_two_rows_stands_for_the_service(parse: Parse) -> None:
    rows = [{"capacity_available": "", "capacity_updated": ""}, {"capacity_available": "3"}]
    (match,) = search(parse, {}, rows).matches
    assert match.offer.capacity_available == 3


def test_a_match_fails_nothing_and_a_near_miss_says_what(parse: Parse) -> None:
    findings = search(parse, {}, [{"service_id": "a"}, {"service_id": "b", "capacity_available": "0"}])
    assert not findings.matches[0].failed
    (near_miss,) = findings.near_misses
    assert list(near_miss.match.failed) == [near_miss.failed] == ["capacity"]


def test_offers_may_come_one_by_one(parse: Parse) -> None:
    offers, _ = parse(row_of({}, {}))
    assert ids(find_services(need_of({}), iter(offers), AREAS, lambda offer: None).matches) == ["s1"]


def test_areas_may_be_those_of_an_ambito(parse: Parse) -> None:
    offers, _ = parse(row_of({}, {"service_areas": "ambito:bg-01"}), ambiti=("bg-01",))

    def cause(areas: Iterable[str]) -> str | None:
        return find_services(need_of({}), offers, frozenset(areas), lambda offer: None).unmet

    assert cause(AREAS) == "out_of_area"
    assert cause(AREAS | {"ambito:bg-02"}) == "out_of_area"
    assert cause(AREAS | {"ambito:bg-01"}) is None


# --- the catalogue in a database


@pytest.mark.parametrize("about", CASES["about"])
def test_a_database_finds_what_a_file_would(
    session: Session, load: Callable[..., Any], parse: Parse, about: str
) -> None:
    rows = [
        row_of(case, {**case.get("offer", {}), "service_id": f"s{number}"})
        for number, case in enumerate(CASES["outcomes"])
    ]
    load(*rows)
    offers, _ = parse(*rows)
    need = need_of({"about": about})
    on_topic = [offer for offer in offers if need.topic in offer.topics]
    distance = partial(kilometres, need.municipality)
    assert find(session, need) == find_services(need, on_topic, AREAS, distance)


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("", None),
        ("active", None),
        ("inactive", "no_service"),
        ("temporarily_closed", "no_service"),
        ("defunct", "no_service"),
    ],
)
def test_only_active_services_are_found(
    session: Session, load: Callable[..., Any], status: str, cause: str | None
) -> None:
    load(row_of({}, {"status": status}))
    findings = find(session, need_of({}))
    assert (findings.unmet, ids(findings.matches)) == (cause, [] if cause else ["s1"])
    assert findings.near_misses == ()


@pytest.mark.parametrize(
    ("cells", "cause"),
    [
        ({"topics": "minori--laboratori"}, "no_service"),
        ({"topics": "minori--laboratori;minori--chiusure-scolastiche"}, None),
        ({"valid_to": "1 days ago"}, "schedule"),
        ({"valid_to": "1 days ago", "status": "temporarily_closed"}, "no_service"),
        ({"valid_to": "1 days ago", "service_areas": "prov:MI"}, "out_of_area"),
        ({"service_areas": "prov:MI"}, "out_of_area"),
        ({"service_areas": "prov:MI", "status": "inactive"}, "no_service"),
    ],
)
def test_causes(session: Session, load: Callable[..., Any], cells: Cells, cause: str | None) -> None:
    load(row_of({}, cells), {"service_id": "other", "topics": "tempo--salvatempo"})
    assert find(session, need_of({})).unmet == cause


def test_an_empty_catalogue_has_no_service(session: Session) -> None:
    assert find(session, need_of({})) == Findings(matches=(), near_misses=(), unmet="no_service")


def test_a_closed_service_is_no_near_miss(session: Session, load: Callable[..., Any]) -> None:
    load(row_of({}, {}), row_of({}, {"service_id": "s2", "service_areas": "prov:MI", "status": "defunct"}))
    findings = find(session, need_of({}))
    assert (ids(findings.matches), findings.near_misses) == (["s1"], ())


@pytest.mark.parametrize(
    ("areas", "municipality", "covered"),
    [
        ("016024", "016024", True),
        ("016024", "016219", False),
        ("prov:BG", "016219", True),
        ("prov:BG", "015146", False),
        ("ats:325", "016219", True),
        ("ats:321", "015146", True),
        ("ats:321", "016219", False),
        ("regione:03", "017029", True),
        ("ambito:bg-01", "016024", True),
        ("ambito:bg-01", "016219", False),
        ("ambito:bg-02;015146", "016219", True),
        ("ambito:bg-02;015146", "015146", True),
    ],
)
def test_areas(
    session: Session, load: Callable[..., Any], areas: str, municipality: str, covered: bool
) -> None:
    ambiti = [Membership("016024", "bg-01", "Bergamo"), Membership("016219", "bg-02", "Treviglio")]
    import_ambiti(session, ambiti)
    load(row_of({}, {"service_areas": areas}), ambiti=("bg-01", "bg-02"))
    findings = find(session, need_of({"need": {"municipality": municipality}}))
    assert findings.unmet == (None if covered else "out_of_area")
    assert [n.failed for n in findings.near_misses] == ([] if covered else ["service_area"])


# Bergamo, where the need is; Treviglio; and a point of the town of Bergamo, 1.3 km from the comune's.
@pytest.mark.parametrize(
    ("cells", "km"),
    [
        ({"municipality": "016024"}, 0.0),
        ({"municipality": "016219"}, 20.4),
        ({"municipality": "016219", "latitude": "45.70371", "longitude": "9.66268"}, 0.9),
        ({"latitude": "45.70371", "longitude": "9.66268"}, 0.9),
        ({}, None),
        ({"delivery": "online", "municipality": "016219"}, None),
        ({"delivery": "online;in_presenza", "municipality": "016219"}, 20.4),
        ({"delivery": "domicilio", "municipality": "016219"}, 20.4),
    ],
)
def test_distances(session: Session, load: Callable[..., Any], cells: Cells, km: float | None) -> None:
    load(row_of({}, cells), row_of({}, {"service_id": "s2", "service_areas": "prov:MI", **cells}))
    findings = find(session, need_of({}))
    distances = [findings.matches[0].distance_km, findings.near_misses[0].match.distance_km]
    assert distances == ([None, None] if km is None else pytest.approx([km, km], abs=0.1))


def test_an_area_miss_shows_its_distance(session: Session, load: Callable[..., Any]) -> None:
    load(row_of({}, {"municipality": "016219", "service_areas": "016219"}))
    assert "20" in find(session, need_of({})).near_misses[0].detail


def test_the_same_services_are_found_again_in_the_same_order(
    session: Session, load: Callable[..., Any]
) -> None:
    rows = [
        row_of({}, {"service_id": f"s{number}", "municipality": municipality, "assured_date": assured})
        for number, (municipality, assured) in enumerate(
            [("016219", ""), ("016024", ""), ("016024", "1 days ago"), ("", ""), ("016024", "1 days ago")]
        )
    ]
    load(*rows)
    first = find(session, need_of({}))
    load(*rows[::-1])
    assert find(session, need_of({})) == first == find(session, need_of({}))
    assert ids(first.matches)[:2] == ["s2", "s4"]


# --- whatever the catalogue and the need

DAY = dt.date(2026, 6, 1)
TOPICS = ("minori--laboratori", "anziani--centro-diurno")
DATES = st.sampled_from([None, *(DAY + dt.timedelta(days=days) for days in (-61, -1, 0, 30, 90))])
TIMES = st.sampled_from([None, dt.time(0), dt.time(8), dt.time(13), dt.time(20)])
PERIODS = st.sampled_from([(), ("estate",), ("scuola", "natale"), ("chiusure",), ("tutto-anno",)])
DAYS = st.sampled_from([(), ("MO",), ("MO", "TU"), ("SA",)])
AGES = st.sampled_from([None, 0.0, 2.5, 6.0, 11.0])
YES_NO = st.booleans()

NEEDS = st.builds(
    Need,
    topic=st.sampled_from(TOPICS),
    audience=st.just("persona"),
    municipality=st.just("016024"),
    as_of=st.just(DAY),
    ages=st.lists(st.sampled_from([0.0, 2.6, 6.0, 11.9, 12.0]), max_size=2).map(tuple),
    periods=PERIODS,
    date_from=DATES,
    date_to=DATES,
    time_from=TIMES,
    time_to=TIMES,
    days=DAYS,
    isee=st.sampled_from([None, 0.0, 20000.0]),
    disability=st.sampled_from([None, True, False]),
    employer_adherent=st.sampled_from([None, True, False]),
    free_only=YES_NO,
)
SERVICES = st.fixed_dictionaries(
    {
        "service_id": st.sampled_from("abcd"),
        "audience": st.sampled_from(["persona", "entrambi", "impresa"]),
        "minimum_age": AGES,
        "maximum_age": AGES,
        "isee_maximum": st.sampled_from([None, None, 10000.0]),
        "disability_required": YES_NO,
        "adherents_only": YES_NO,
        "assured_date": DATES,
    }
)
ROWS = st.fixed_dictionaries(
    {
        "service_areas": st.sampled_from([("016024",), ("prov:BG", "016219"), ("prov:MI",)]),
        "calendar_scope": PERIODS,
        "valid_from": DATES,
        "valid_to": DATES,
        "byday": DAYS,
        "opens_at": TIMES,
        "closes_at": TIMES,
        "capacity_available": st.sampled_from([None, 0, 3]),
        "capacity_updated": DATES,
        "cost": st.sampled_from([None, "gratuito", "pagamento", "isee", "voucher"]),
        "latitude": st.sampled_from([None, 0.0, 2.5, 40.0]),
    }
)


def offers_from(services: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> list[Offer]:
    common: dict[str, Any] = {
        "organization_id": "o1",
        "organization_name": "Cooperativa",
        "name": "Servizio",
        "topics": TOPICS,
    }
    return [Offer(**common, **service, **row) for service, rows in services for row in rows]


CATALOGUES = st.lists(
    st.tuples(SERVICES, st.lists(ROWS, min_size=1, max_size=3)),
    max_size=4,
    unique_by=lambda service: service[0]["service_id"],
).map(offers_from)


def answer(need: Need, offers: Iterable[Offer]) -> Findings:
    """Find them; a row's latitude stands for its distance."""
    return find_services(need, offers, AREAS, lambda offer: offer.latitude)


# The same examples every time, and none kept in a folder.
whatever = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@whatever
@given(NEEDS, CATALOGUES)
def test_a_match_fails_nothing_and_a_near_miss_one_thing(need: Need, offers: list[Offer]) -> None:
    findings = answer(need, offers)
    for match in findings.matches:
        assert [c.name for c in match.criteria if c.outcome == "unmet"] == list(match.failed) == []
    for near_miss in findings.near_misses:
        assert [c.name for c in near_miss.match.criteria if c.outcome == "unmet"] == [near_miss.failed]
    assert (findings.unmet is None) == bool(findings.matches)
    found = [*ids(findings.matches), *ids(n.match for n in findings.near_misses)]
    assert len(found) == len(set(found)), "a service is shown twice"


@whatever
@given(NEEDS, CATALOGUES, st.data())
def test_shuffling_changes_nothing(need: Need, offers: list[Offer], data: st.DataObject) -> None:
    shuffled = in_order_of_file(data.draw(st.permutations(offers)), offers)
    assert answer(need, shuffled) == answer(need, offers)


@whatever
@given(NEEDS, CATALOGUES)
def test_every_row_is_judged_alone(need: Need, offers: list[Offer]) -> None:
    """What is found among all rows is what is found in each of them, and the cause follows from it."""
    together = answer(need, offers)
    alone = [answer(need, [offer]) for offer in offers]
    matches = {service for findings in alone for service in ids(findings.matches)}
    near = [near_miss for findings in alone for near_miss in findings.near_misses]
    assert set(ids(together.matches)) == matches
    assert {n.match.offer.service_id for n in together.near_misses} == set(
        ids(n.match for n in near)
    ) - matches
    if matches:
        return
    covering = [
        f for f, offer in zip(alone, offers, strict=True) if not AREAS.isdisjoint(offer.service_areas)
    ]
    failed_alone = {n.failed for findings in covering for n in findings.near_misses}
    if not covering:
        assert together.unmet == ("out_of_area" if offers else "no_service")
    elif failed_alone:
        assert together.unmet == next(name for name in CAUSES if name in failed_alone)
    else:
        # All that cover fail two or more: the cause is that of one of them.
        assert together.unmet in {findings.unmet for findings in covering}
