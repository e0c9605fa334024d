# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of a collective need: its demand before and after the service, with figures counted by hand."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any

import pytest
from sqlalchemy.orm import Session

from welfare_point.catalogue.collective import deciding
from welfare_point.catalogue.collective.beginning import Beginning, beginning, demand_of
from welfare_point.catalogue.collective.evaluated import evaluation_json
from welfare_point.catalogue.collective.evaluating import Comparison, Evaluation, evaluate, year_before
from welfare_point.catalogue.collective.intervals import Interval, rate_ratio, share_difference
from welfare_point.catalogue.collective.repository import note, records_of
from welfare_point.catalogue.demand.tallies import Tally
from welfare_point.catalogue.models import (
    CollectiveNeed,
    CollectiveNeedRecord,
    MunicipalityAmbito,
    NeedRecord,
    ServiceFeedback,
)
from welfare_point.catalogue.unmet import record_need

TODAY = dt.date(2026, 11, 23)
START = dt.date(2026, 9, 24)  # sixty days ago
BERGAMO, DALMINE, CLUSONE, MILANO = "016024", "016091", "016077", "015146"
SCHOOL, CARE = "minori--pre-post-scuola", "minori--prima-infanzia"


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def ask(
    session: Session, day: dt.date, *, unmet: int = 0, met: int = 0, accepted: int = 0, **values: Any
) -> list[NeedRecord]:
    """Requests of one day; ``accepted`` of those ``met``. The unmet ones are given back."""
    made = []
    for number in range(unmet + met):
        one = NeedRecord(
            **{"day": day, "topic": SCHOOL, "municipality": BERGAMO, "audience": "persona", "channel": "web"}
            | {"cause": "no_service" if number < unmet else None}
            | {"outcome": "accepted" if unmet <= number < unmet + accepted else None}
            | values
        )
        record_need(session, one)
        made.append(one)
    return made[:unmet]


def need_of(session: Session, records: list[NeedRecord], **values: Any) -> CollectiveNeed:
    usual = {"ats": "325", "topic": SCHOOL, "label": "Pre-scuola", "state_since": TODAY}
    need = CollectiveNeed(**usual | values)
    session.add(need)
    session.flush()
    session.add_all(CollectiveNeedRecord(record_id=record.id, need_id=need.id) for record in records)
    session.flush()
    return need


def come(session: Session, need: CollectiveNeed, state: str, day: dt.date, hour: int = 12) -> None:
    """The need comes to a state at an hour of UTC."""
    at = dt.datetime.combine(day, dt.time(hour), dt.UTC)
    note(session, need.id, "state", who="anna", before=need.state, after=state, now=at)
    need.state, need.state_since = state, day
    session.flush()


def evaluated(session: Session, need: CollectiveNeed, today: dt.date = TODAY) -> Evaluation:
    found = evaluate(session, need, records_of(session, need.id), today)
    assert found is not None
    return found


def counts(one: Comparison) -> tuple[Tally, Tally]:
    return one.before.asked, one.after.asked


@pytest.fixture
def started(session: Session) -> CollectiveNeed:
    """20 of 25 unmet before the start and 6 of 30 after it; among others that do not count."""
    records = ask(session, START - days(60), unmet=10, met=2)
    records += ask(session, START - days(1), unmet=10, met=3, accepted=1)
    ask(session, START + days(1), unmet=4, met=4, accepted=4)
    ask(session, TODAY, unmet=2, met=20, accepted=14)
    ask(session, START, unmet=7, met=9)  # on the day itself: which was first?
    ask(session, START - days(61), unmet=7, met=9)
    ask(session, START - days(200), unmet=7, met=9)
    ask(session, START + days(5), unmet=50, topic=CARE)
    ask(session, START + days(5), unmet=50, municipality=MILANO)
    need = need_of(session, records)
    come(session, need, "started", START)
    return need


def test_as_many_days_before_as_after_are_compared(session: Session, started: CollectiveNeed) -> None:
    found = evaluated(session, started)
    assert (found.status, found.beginning) == ("told", Beginning(START, "started"))
    [one] = found.comparisons
    assert (one.before.since, one.before.until) == (dt.date(2026, 7, 26), dt.date(2026, 9, 23))
    assert (one.after.since, one.after.until) == (dt.date(2026, 9, 25), TODAY)
    assert one.before.days == one.after.days == 60
    assert counts(one) == (Tally(met=5, unmet=20, accepted=1), Tally(met=24, unmet=6, accepted=18))
    assert (one.before.per_month, one.after.per_month) == (12.5, 15)
    # Wilson: 6 of 30 from .0951 to .3731, 20 of 25 from .6087 to .9114. Together: -.6 - √(.1049² + .1114²), and
    # -.6 + √(.1731² + .1913²).
    assert one.difference is not None
    assert astuple(one.difference) == pytest.approx((-0.6, -0.7530, -0.3420), abs=2e-4)
    assert one.verdict == "less"
    assert one.ratio is not None
    assert one.ratio.value == pytest.approx(1.2)
    assert one.ratio.low < 1 < one.ratio.high


def astuple(found: Interval) -> tuple[float, float, float]:
    return found.value, found.low, found.high


def test_the_same_days_of_a_year_before_are_a_second_comparison(
    session: Session, started: CollectiveNeed
) -> None:
    assert [one.kind for one in evaluated(session, started).comparisons] == ["before"]
    ask(session, dt.date(2025, 9, 25), unmet=3, met=9)
    ask(session, dt.date(2025, 11, 23), unmet=2, met=6)
    ask(session, dt.date(2025, 9, 24), unmet=20)
    ask(session, dt.date(2025, 11, 24), unmet=20)
    before, season = evaluated(session, started).comparisons
    assert before.verdict == "less"
    assert counts(season) == (Tally(met=15, unmet=5), Tally(met=24, unmet=6, accepted=18))
    assert season.difference is not None
    assert season.difference.value == pytest.approx(-0.05)
    assert season.verdict == "unknown"


def test_too_little_recorded_a_year_before_is_no_season(session: Session, started: CollectiveNeed) -> None:
    ask(session, dt.date(2025, 9, 26), unmet=3, met=9)  # nobody knows what was asked the day before
    assert len(evaluated(session, started).comparisons) == 1


def test_a_whole_year_is_compared_at_most_and_has_all_seasons(
    session: Session, started: CollectiveNeed
) -> None:
    ask(session, START - days(800), unmet=1)
    [one] = evaluated(session, started, START + days(500)).comparisons
    assert (one.before.days, one.after.days) == (365, 365)
    assert one.before.since == START - days(365)
    assert one.before.asked.unmet == 34


@pytest.mark.parametrize(("passed", "status"), [(0, "early"), (27, "early"), (28, "told")])
def test_before_four_weeks_it_is_too_early(
    session: Session, started: CollectiveNeed, passed: int, status: str
) -> None:
    found = evaluated(session, started, START + days(passed))
    assert (found.status, found.ready) == (status, dt.date(2026, 10, 22))
    assert [one.after.days for one in found.comparisons] == ([28] if status == "told" else [])
    told = evaluation_json(found, "325")
    assert told is not None
    assert ("dal 22/10/2026" in " ".join(told["details"])) is (status == "early")


@pytest.mark.parametrize(("noted", "compared"), [(27, None), (28, 28), (40, 40)])
def test_days_on_which_nothing_was_recorded_are_not_compared(
    session: Session, noted: int, compared: int | None
) -> None:
    need = need_of(session, ask(session, START - days(noted), unmet=5))
    ask(session, START + days(50), unmet=9)
    come(session, need, "started", START)
    found = evaluated(session, need)
    assert found.status == ("told" if compared else "unrecorded")
    assert [one.after.days for one in found.comparisons] == ([compared] if compared else [])


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((20, 5), (6, 24), "less"),
        ((6, 24), (20, 5), "more"),
        ((20, 5), (15, 10), "unknown"),  # 80 % and 60 %: the interval holds 0
        ((200, 50), (150, 100), "less"),
        ((5, 5), (0, 0), "unknown"),
        ((0, 0), (5, 5), "unknown"),
        ((0, 9), (0, 9), "unknown"),
    ],
)
def test_the_interval_gives_the_verdict(
    session: Session, before: tuple[int, int], after: tuple[int, int], verdict: str
) -> None:
    need = need_of(session, [])
    ask(session, START - days(60), unmet=1, topic=CARE)
    ask(session, START - days(3), unmet=before[0], met=before[1])
    ask(session, START + days(3), unmet=after[0], met=after[1])
    come(session, need, "started", START)
    found = evaluated(session, need)
    assert found.comparisons[0].verdict == verdict
    json.dumps(evaluation_json(found, "325"), allow_nan=False, default=str)


def test_the_territory_is_the_ambiti_of_the_records(session: Session) -> None:
    old = ask(session, START - days(60), unmet=5)  # from before the table was imported: it has no Ambito
    ask(session, START - days(9), unmet=2, municipality=CLUSONE)
    for place, ambito in ((BERGAMO, "bg"), (DALMINE, "bg"), (CLUSONE, "vs")):
        name = {"bg": "Bergamo", "vs": "Valle Seriana"}[ambito]
        session.add(MunicipalityAmbito(municipality=place, ambito_id=ambito, ambito_name=name))
    session.flush()
    ask(session, START + days(9), unmet=3, municipality=DALMINE)
    ask(session, START + days(9), unmet=4, municipality=CLUSONE)
    need = need_of(session, old)
    come(session, need, "started", START)
    found = evaluated(session, need)
    assert [(one.topic, one.ambiti) for one in found.demand] == [(SCHOOL, ("Bergamo",))]
    assert counts(found.comparisons[0]) == (Tally(unmet=5), Tally(unmet=3))
    session.delete(session.get_one(MunicipalityAmbito, BERGAMO))
    found = evaluated(session, need)
    assert found.demand[0].places is None
    assert counts(found.comparisons[0]) == (Tally(unmet=7), Tally(unmet=7))


@pytest.fixture
def ambiti(session: Session) -> None:
    for place in (BERGAMO, CLUSONE):
        session.add(MunicipalityAmbito(municipality=place, ambito_id=place, ambito_name=f"di {place}"))
    session.flush()


def test_of_a_merged_need_each_topic_counts_where_it_was_asked(session: Session, ambiti: None) -> None:
    need = need_of(session, ask(session, START - days(60), unmet=6))
    other = need_of(
        session, ask(session, START - days(2), unmet=5, topic=CARE, municipality=CLUSONE), topic=CARE
    )
    ask(session, START + days(2), unmet=1, met=7)
    ask(session, START + days(2), unmet=2, met=8, topic=CARE, municipality=CLUSONE)
    ask(session, START + days(2), unmet=90, municipality=CLUSONE)
    ask(session, START + days(2), unmet=90, topic=CARE)
    come(session, need, "started", START)
    alone = evaluated(session, need)
    assert counts(alone.comparisons[0]) == (Tally(unmet=6), Tally(met=7, unmet=1))
    deciding.merge(session, need.id, other.id, by="anna", seen=1, other_seen=1, today=TODAY)
    both = evaluated(session, need)
    assert [one.topic for one in both.demand] == [SCHOOL, CARE]
    assert counts(both.comparisons[0]) == (Tally(unmet=11), Tally(met=15, unmet=3))
    assert evaluate(session, other, [], TODAY) is None

    cares = [record.id for record in records_of(session, need.id) if record.topic == CARE]
    part = deciding.split(session, need.id, cares, by="anna", seen=2, today=TODAY)
    assert counts(evaluated(session, need).comparisons[0]) == counts(alone.comparisons[0])
    assert evaluate(session, part, records_of(session, part.id), TODAY) is None
    come(session, part, "started", START + days(1))
    told = evaluated(session, part)
    assert told.beginning.day == START + days(1)
    assert counts(told.comparisons[0]) == (Tally(unmet=5), Tally(met=8, unmet=2))


def test_a_merged_need_starts_with_the_first_that_started(session: Session) -> None:
    need, other = (need_of(session, ask(session, START - days(60), unmet=5)) for _ in range(2))
    come(session, other, "started", START)
    deciding.merge(session, need.id, other.id, by="anna", seen=1, other_seen=1, today=TODAY)
    assert beginning(session, need) is None
    come(session, need, "closed", START + days(30))
    assert beginning(session, need) == Beginning(START, "started")
    come(session, need, "started", START + days(40))
    assert beginning(session, need) == Beginning(START + days(40), "started")


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["studied", "started"], (2, "started")),
        (["started", "closed"], (1, "started")),
        (["studied", "closed"], (2, "closed")),
        (["started", "proposed", "started", "closed"], (3, "started")),
        (["started", "proposed", "closed"], (3, "closed")),
        (["closed", "started"], (2, "started")),
        (["started", "closed", "started"], (1, "started")),
        (["started", "not_pursued"], None),
        (["studied"], None),
    ],
)
def test_the_day_is_that_of_the_first_start_that_was_not_taken_back(
    session: Session, states: list[str], told: tuple[int, str] | None
) -> None:
    need = need_of(session, [])
    for number, state in enumerate(states, 1):
        come(session, need, state, START + days(number))
    found = beginning(session, need)
    assert (found and (found.day, found.step)) == (told and (START + days(told[0]), told[1]))


def test_the_day_is_the_one_in_italy(session: Session) -> None:
    need = need_of(session, [])
    come(session, need, "started", START, hour=23)
    assert beginning(session, need) == Beginning(START + days(1), "started")


def test_a_need_whose_records_were_erased_stands_for_its_topic(session: Session) -> None:
    [demand] = demand_of(session, need_of(session, [], topic=CARE), [])
    assert (demand.topic, demand.places) == (CARE, None)


def test_opinions_stand_beside(session: Session, started: CollectiveNeed) -> None:
    assert evaluated(session, started).opinions is None
    started.covering = ("anticipo", "altro")
    for service, day, useful, ats in (
        ("anticipo", START - days(60), False, "325"),
        ("anticipo", START + days(1), True, "325"),
        ("altro", TODAY, True, "325"),
        ("altro", TODAY, False, "325"),
        ("altro", TODAY, True, "321"),
        ("estraneo", TODAY, True, "325"),
        ("anticipo", START, True, "325"),
        ("anticipo", START - days(61), True, "325"),
    ):
        session.add(ServiceFeedback(service_id=service, day=day, useful=useful, ats=ats))
    session.flush()
    found = evaluated(session, started)
    assert found.opinions == ((0, 1), (2, 1))
    assert counts(found.comparisons[0])[1] == Tally(met=24, unmet=6, accepted=18)
    told = evaluation_json(found, "325")
    assert told is not None
    assert told["opinions"] == {
        "before": {"useful": 0, "not_useful": 1},
        "after": {"useful": 2, "not_useful": 1},
    }


def test_it_is_told_in_sentences_too(session: Session, started: CollectiveNeed) -> None:
    told = evaluation_json(evaluated(session, started), "325")
    assert told is not None
    [one] = told["comparisons"]
    assert one["difference"] == {"value": -60.0, "low": -75.3, "high": -34.2}
    assert (one["before"]["unmet_share"], one["after"]["unmet_share"]) == (0.8, 0.2)
    assert one["verdict_name"] == "Le richieste restano meno spesso senza risposta."
    assert one["details"][0] == (
        "Prima restavano senza risposta 20 richieste su 25, dopo 6 su 30. La differenza è di −60,0 punti "
        "percentuali (intervallo al 95%: da −75,3 a −34,2)."
    )
    assert one["details"][1].startswith(
        "Le richieste al mese erano 12,5, poi 15,0: 1,20 volte quelle di allora"
    )
    assert told["demand"][0]["detail"].startswith("Si contano tutte le richieste su «")
    assert "in tutta l’ATS di Bergamo" in told["demand"][0]["detail"]
    assert told["cautions"][0].startswith("Mancano le richieste degli stessi giorni di un anno prima.")


@pytest.mark.parametrize(
    ("one", "other", "bounds"),
    [  # Newcombe 1998, table II, method 10
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
    ],
)
def test_the_interval_of_a_difference_is_the_published_one(
    one: tuple[int, int], other: tuple[int, int], bounds: tuple[float, float]
) -> None:
    found, turned = share_difference(one, other), share_difference(other, one)
    assert found is not None
    assert turned is not None
    assert (found.low, found.high) == pytest.approx(bounds, abs=5e-5)
    assert (-turned.high, -turned.low) == pytest.approx(bounds, abs=5e-5)


def test_the_interval_of_a_ratio_is_the_exact_one() -> None:
    found = rate_ratio((11, 800), (21, 3011))  # the example of poisson.test in R
    assert found is not None
    assert astuple(found) == pytest.approx(EXAMPLE, abs=5e-6)
    none = rate_ratio((5, 60), (0, 60))
    assert none is not None
    assert (none.value, none.high) == (math.inf, math.inf)
    assert 0 < none.low < math.inf
    zero = rate_ratio((0, 60), (5, 60))
    assert zero is not None
    assert (zero.value, zero.low) == (0, 0)
    assert rate_ratio((0, 60), (0, 60)) is None
    assert share_difference((0, 0), (1, 2)) is None


EXAMPLE = (1.971488, 0.858426, 4.277266)


def test_a_year_before_a_leap_day_is_the_day_before_it() -> None:
    assert year_before(dt.date(2028, 2, 29)) == dt.date(2027, 2, 28)
    assert year_before(dt.date(2029, 2, 28)) == dt.date(2028, 2, 28)
