# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is fixed: the comuni of Lombardy, their ATS, the taxonomy of needs; read from ``catalogue/data/``.

No database and only the standard library, on Python 3.10 too: the bot reads them as well.
"""

from __future__ import annotations

import csv
import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).resolve().parent / "data"
EARTH_RADIUS_KM = 6371.0088
REGION = "regione:03"

# Signs without an ASCII form, which would otherwise vanish and glue two words together.
_SPACED = dict.fromkeys(map(ord, "’‘ʼ′`´–—‑"), " ")

ATS: Mapping[str, str] = MappingProxyType(
    {
        "321": "ATS della Città Metropolitana di Milano",
        "322": "ATS dell'Insubria",
        "323": "ATS della Montagna",
        "324": "ATS della Brianza",
        "325": "ATS di Bergamo",
        "326": "ATS di Brescia",
        "327": "ATS della Val Padana",
        "328": "ATS di Pavia",
    }
)

PROVINCES: Mapping[str, str] = MappingProxyType(
    {
        "BG": "Bergamo",
        "BS": "Brescia",
        "CO": "Como",
        "CR": "Cremona",
        "LC": "Lecco",
        "LO": "Lodi",
        "MB": "Monza e Brianza",
        "MI": "Milano",
        "MN": "Mantova",
        "PV": "Pavia",
        "SO": "Sondrio",
        "VA": "Varese",
    }
)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A comune alive today. Coordinates in WGS84 degrees; ``former_names``: comuni that merged into it."""

    istat: str
    name: str
    province: str
    ats: str
    latitude: float
    longitude: float
    population: int
    caps: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A term of the taxonomy. ``audience``: ``persona`` or ``impresa``; ``sounds_like``: how it is said."""

    code: str
    audience: str
    label_it: str
    description_it: str
    dgr_area: str
    sounds_like: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def municipalities() -> Mapping[str, Municipality]:
    """The comuni of Lombardy by ISTAT code."""
    return MappingProxyType(
        {
            row["istat"]: Municipality(
                istat=row["istat"],
                name=row["name"],
                province=row["province"],
                ats=row["ats"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                population=int(row["population"]),
                caps=_listed(row["caps"]),
                former_names=_listed(row["former_names"]),
            )
            for row in _rows("comuni.csv")
        }
    )


@lru_cache(maxsize=1)
def topics() -> Mapping[str, Topic]:
    """The terms of the taxonomy by code, in the order of the file."""
    return MappingProxyType(
        {
            row["code"]: Topic(
                code=row["code"],
                audience=row["audience"],
                label_it=row["label_it"],
                description_it=row["description_it"],
                dgr_area=row["dgr_area"],
                sounds_like=_listed(row["sounds_like"]),
            )
            for row in _rows("taxonomy.csv")
        }
    )


def find_municipality(code_or_exact_name: str) -> Municipality | None:
    """The comune with this ISTAT code or this name; case, accents, apostrophes and hyphens do not matter."""
    wanted = code_or_exact_name.strip()
    return municipalities().get(wanted) or _by_name().get(plain(wanted))


def plain(text: str) -> str:
    """The words of a text in lower-case ASCII, letters and digits only: "Ca' d'Adda" gives "ca d adda"."""
    letters = unicodedata.normalize("NFKD", text.translate(_SPACED)).encode("ascii", "ignore").decode("ascii")
    return " ".join("".join(c if c.isalnum() else " " for c in letters).lower().split())


def area_codes(municipality: Municipality) -> frozenset[str]:
    """The codes of service areas that contain a comune: its own, its province's, its ATS's, the region's."""
    return frozenset({municipality.istat, f"prov:{municipality.province}", f"ats:{municipality.ats}", REGION})


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in km between two ``(latitude, longitude)`` in degrees."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b[1] - a[1]) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Municipality]:
    return {plain(municipality.name): municipality for municipality in municipalities().values()}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(";") if item.strip())
