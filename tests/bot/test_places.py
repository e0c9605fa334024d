# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places in Italian text: what people write and the comuni it names, then what holds of all 1,501 of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.facts import Place
from welfare_point.bot.understanding.places import municipalities_in
from welfare_point.catalogue.reference import DATA, Municipality, find_municipality, municipalities, plain

CASES = sorted(Path(__file__).parent.glob("places_cases*.yml"))


def _cases() -> Iterator[tuple[str, list[str]]]:
    for path in CASES:
        cases = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from ((text, places) for text, *places in cases["named"])
        yield from ((text, []) for text in cases["nothing"])


def _written(place: Place) -> str:
    return f"{place.name}?" if place.alternatives else place.name


@pytest.mark.parametrize(("text", "places"), list(_cases()))
def test_the_comuni_that_people_mean(text: str, places: list[str]) -> None:
    assert [_written(place) for place in municipalities_in(text)] == places


def test_the_cases_are_many_and_a_third_name_no_place() -> None:
    cases = list(_cases())
    assert len(cases) >= 350
    assert sum(not places for _, places in cases) >= 120
    names = {name.rstrip("?") for _, places in cases for name in places}
    assert all(find_municipality(name) for name in names)


@pytest.mark.parametrize(
    "sentence",
    [
        "{}",
        "{}, grazie",
        "abito a {}",
        "Sono di {}.",
        "cerco un nido a {} per mia figlia",
        "comune di {}",
        "CAP e {}",
    ],
)
def test_every_comune_is_known_by_its_name(sentence: str) -> None:
    missed = [
        municipality.name
        for municipality in municipalities().values()
        if [place.istat for place in municipalities_in(sentence.format(municipality.name))]
        != [municipality.istat]
    ]
    assert missed == []


@pytest.mark.parametrize("sentence", ["{}", "abito a {}", "vivo a {} con due figli"])
def test_every_comune_is_known_without_capitals_accents_and_apostrophes(sentence: str) -> None:
    missed = [
        municipality.name
        for municipality in municipalities().values()
        if [p.istat for p in municipalities_in(sentence.format(plain(municipality.name)))]
        != [municipality.istat]
    ]
    assert missed == []


def test_full_names_leave_no_doubt_but_for_namesakes_as_large() -> None:
    doubtful = {
        m.name for m in municipalities().values() if municipalities_in(f"abito a {m.name}")[0].alternatives
    }
    assert "Brembate" in doubtful
    assert len(doubtful) < 6


def test_every_former_comune_gives_the_one_that_absorbed_it() -> None:
    missed = [
        former
        for municipality in municipalities().values()
        for former in municipality.former_names
        if municipality.istat not in _possible(f"abito a {former}")
    ]
    assert missed == []


def test_every_frazione_gives_its_comune() -> None:
    with (DATA / "frazioni.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 350
    for row in rows:
        assert municipalities()[row["istat"]].name == row["municipality"]
    missed = {row["name"] for row in rows if row["istat"] not in _possible(f"abito a {row['name']}")}
    assert missed == {row["name"] for row in rows if find_municipality(row["name"])}, (
        "a comune's own name wins"
    )


def _possible(text: str) -> set[str]:
    return {code for place in municipalities_in(text) for code in (place.istat, *place.alternatives)}


def test_every_cap_gives_its_most_populous_comune() -> None:
    by_cap: dict[str, list[Municipality]] = {}
    for municipality in municipalities().values():
        for cap in municipality.caps:
            by_cap.setdefault(cap, []).append(municipality)
    for cap, comuni in by_cap.items():
        (place,) = municipalities_in(f"il mio cap è {cap}")
        assert place.istat == max(comuni, key=lambda m: m.population).istat
        assert set(place.alternatives) == ({m.istat for m in comuni} if len(comuni) > 1 else set())


def test_an_ambiguous_name_gives_all_its_comuni_the_guess_first() -> None:
    (sesto,) = municipalities_in("abito a Sesto")
    names = [municipalities()[code].name for code in sesto.alternatives]
    assert names == ["Sesto San Giovanni", "Sesto Calende", "Sesto ed Uniti"]
    assert sesto.istat == sesto.alternatives[0]
    (sure,) = municipalities_in("abito a Sesto San Giovanni")
    assert sesto.confidence < 0.8 < sure.confidence == 1.0


def test_a_province_settles_an_ambiguous_name() -> None:
    for text in (
        "Cologno (BG)",
        "cologno bg",
        "abito a Cologno, provincia di Bergamo",
        "Cologno, nella bergamasca",
    ):
        (place,) = municipalities_in(text)
        assert place.name == "Cologno al Serio"
        assert place.alternatives == ()


def test_typos_lower_the_confidence() -> None:
    (typed,) = municipalities_in("abito a bregamo")
    (right,) = municipalities_in("abito a bergamo")
    assert typed.istat == right.istat
    assert typed.confidence < right.confidence


@pytest.mark.parametrize("text", ["", " ", "...", "😀", "日本語", "'", "a" * 5000, "\n\n", "42", "@#!"])
def test_odd_texts_name_nothing(text: str) -> None:
    assert municipalities_in(text) == ()


def test_a_place_is_named_once() -> None:
    places = municipalities_in("Abito a Lecco. Lecco è bella, e a Lecco lavoro.")
    assert [place.name for place in places] == ["Lecco"]
