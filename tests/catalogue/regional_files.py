# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files in the region's two layouts, made from a seed: 200 good rows, of which some are then spoiled."""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import dataclass

from welfare_point.catalogue.reference import municipalities

COLUMNS = {
    "anziani": """CODICE_CUDES UNITA_OFFERTE_SOCIALI DENOMINAZIONE_STRUTTURA INDIRIZZO_STRUTTURA CAP
        COMUNE_DI_UBICAZIONE PROV NR_POSTI TELEFONO_STRUTTURA EMAIL_STRUTTURA SITO_WEB_MAIL DENOMINAZIONE_EG
        CODICE_FISCALE_EG PARTITA_IVA_EG WGS84_X WGS84_Y""",
    "centri-diurni": """COD_STRUTTURA DENOM_STRUTTURA INDIRIZZO_UBICAZIONE COMUNE_UBICAZIONE
        PROV_COMUNE_UBICAZIONE CAP DENOM_GESTORE PUBBLICA_PRIVATA TOT_POSTI_AUTORIZZATI TOT_POSTI_ACCREDITATI
        WGS84_X WGS84_Y""",
}
ROWS = 200

Row = dict[str, str]


@dataclass(frozen=True)
class Fault:
    """A cell that is spoiled, and words of what must be said to be expected."""

    column: str
    value: str
    expected: str


ELDERLY_FAULTS = (
    Fault("CODICE_CUDES", "", "obbligatoria"),
    Fault("UNITA_OFFERTE_SOCIALI", "Palestra", "centro diurno"),
    Fault("DENOMINAZIONE_STRUTTURA", "", "obbligatoria"),
    Fault("CAP", "2012", "5 cifre"),
    Fault("COMUNE_DI_UBICAZIONE", "Firenze", "Comune della Lombardia"),
    Fault("PROV", "TO", "provincia della Lombardia"),
    Fault("NR_POSTI", "-3", "numero intero"),
    Fault("NR_POSTI", "venti", "numero intero"),
    Fault("EMAIL_STRUTTURA", "info(at)example.org", "info@example.org"),
    Fault("SITO_WEB_MAIL", "non disponibile", "https://"),
    Fault("DENOMINAZIONE_EG", "", "obbligatoria"),
    Fault("PARTITA_IVA_EG", "01234567890", "cifra di controllo"),
    Fault("WGS84_X", "", "anche questo valore"),
    Fault("WGS84_Y", "41,9028", "coordinata della Lombardia"),
    Fault("WGS84_Y", "45 gradi", "numero di gradi"),
)
DAY_CENTRE_FAULTS = (
    Fault("COD_STRUTTURA", "", "obbligatoria"),
    Fault("COD_STRUTTURA", "CDI001", "riga 2"),
    Fault("DENOM_STRUTTURA", "", "obbligatoria"),
    Fault("COMUNE_UBICAZIONE", "", "obbligatoria"),
    Fault("COMUNE_UBICAZIONE", "Sesto", "Comune della Lombardia"),
    Fault("COMUNE_UBICAZIONE", "Roma", "Comune della Lombardia"),
    Fault("PROV_COMUNE_UBICAZIONE", "Boh", "provincia della Lombardia"),
    Fault("CAP", "24121 BG", "5 cifre"),
    Fault("DENOM_GESTORE", "", "obbligatoria"),
    Fault("PUBBLICA_PRIVATA", "Mista", "pubblic, privat"),
    Fault("TOT_POSTI_AUTORIZZATI", "1.000,5", "numero intero"),
    Fault("TOT_POSTI_AUTORIZZATI", "??", "numero intero"),
    Fault("WGS84_Y", "", "anche questo valore"),
    Fault("WGS84_X", "0", "coordinata della Lombardia"),
    Fault("WGS84_X", "9°40'", "numero di gradi"),
)


def partita_iva(body: int) -> str:
    """Eleven digits with a right control digit."""
    digits = [int(d) for d in f"{body:010d}"]
    total = sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])
    return f"{body:010d}{-total % 10}"


def rows(layout: str, seed: int = 4, count: int = ROWS) -> list[Row]:
    """Good rows of a layout."""
    chance = random.Random(seed)
    places = chance.sample(list(municipalities().values()), count)
    made = []
    for number, place in enumerate(places, 1):
        x, y = f"{place.longitude:.5f}".replace(".", ","), f"{place.latitude:.5f}".replace(".", ",")
        cap, street = place.caps[0], f"via dei Tigli {number}"
        if layout == "anziani":
            kind = chance.choice(["Centro Diurno Anziani", "Alloggio Protetto per Anziani"])
            body = chance.randint(1, 40)
            values = [
                f"A{number:03d}",
                kind,
                f"Casa {number}",
                street,
                cap,
                place.name.upper(),
                place.province,
            ]
            values += [str(chance.randint(5, 60)), f"035 555 {number:04d}", f"casa{number}@example.org"]
            values += [f"www.casa{number}.example.org", f"Cooperativa {body}", "", partita_iva(body), x, y]
            made.append(dict(zip(COLUMNS[layout].split(), values, strict=True)))
        else:
            kind = chance.choice(["PUBBLICA", "PRIVATA"])
            values = [f"CDI{number:03d}", f"CDI {number}", street, place.name, place.province, cap]
            values += [f"Fondazione {chance.randint(1, 40)}", kind, "30", str(chance.randint(5, 30)), x, y]
            made.append(dict(zip(COLUMNS[layout].split(), values, strict=True)))
    return made


def spoiled(layout: str, good: list[Row]) -> tuple[list[Row], list[tuple[int, Fault]]]:
    """The rows with each fault in a row of its own, and where the faults are (line of the CSV)."""
    faults = ELDERLY_FAULTS if layout == "anziani" else DAY_CENTRE_FAULTS
    bad = [dict(row) for row in good]
    where = []
    for number, fault in enumerate(faults):
        index = 7 + 12 * number
        bad[index][fault.column] = fault.value
        where.append((index + 2, fault))
    return bad, where


def as_csv(made: list[Row], delimiter: str = ",") -> bytes:
    """As the portal's CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(made[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(made)
    return text.getvalue().encode()


def as_objects(made: list[Row]) -> bytes:
    """As SODA's list of objects: keys in lower case, empty cells left out."""
    return json.dumps([{key.lower(): value for key, value in row.items() if value} for row in made]).encode()


def as_arrays(made: list[Row]) -> bytes:
    """As the portal's export: columns in ``meta.view``, the hidden ones first, and rows of values."""
    hidden = [{"name": "sid", "fieldName": ":sid"}, {"name": "id", "fieldName": ":id"}]
    columns = hidden + [{"name": name, "fieldName": name.lower()} for name in made[0]]
    data = [[f"row-{n}", n, *(value or None for value in row.values())] for n, row in enumerate(made)]
    return json.dumps({"meta": {"view": {"columns": columns}}, "data": data}).encode()
