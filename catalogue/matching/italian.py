# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How ages, dates, hours and money are written in Italian sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

_DAYS = {
    "MO": "lunedì",
    "TU": "martedì",
    "WE": "mercoledì",
    "TH": "giovedì",
    "FR": "venerdì",
    "SA": "sabato",
    "SU": "domenica",
}
_PERIODS = {
    "scuola": "anno scolastico",
    "estate": "estate",
    "natale": "Natale",
    "carnevale": "Carnevale",
    "pasqua": "Pasqua",
    "chiusure": "chiusure della scuola",
    "tutto-anno": "tutto l'anno",
}


def list_of(items: Sequence[str]) -> str:
    """``a``, ``a e b``, ``a, b e c``."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " e " + items[-1] if items else ""


def age(years: float) -> str:
    """``9 mesi``, ``2 anni e mezzo``, ``1 anno``, ``11 anni``."""
    months = round(years * 12)
    whole, rest = divmod(months, 12)
    if whole == 0 and rest:
        return "1 mese" if rest == 1 else f"{rest} mesi"
    name = f"{whole} anno" if whole == 1 else f"{whole} anni"
    if rest == 0:
        return name
    return f"{name} e mezzo" if rest == 6 else f"{name} e {rest} {'mese' if rest == 1 else 'mesi'}"


def ages(minimum: float | None, maximum: float | None, *, child: bool) -> str:
    """``per bambini da 6 a 11 anni``, ``per persone dai 65 anni``; empty when there is no limit."""
    who = "bambini" if child and (maximum or minimum or 0) < 12 else "ragazzi" if child else "persone"
    if minimum is not None and maximum is not None:
        both_years = float(minimum).is_integer() and float(maximum).is_integer()
        first = f"{minimum:.0f}" if both_years else age(minimum)
        return f"per {who} da {first} a {age(maximum)}"
    if minimum is not None:
        return f"per {who} da {age(minimum)} in su"
    if maximum is not None:
        return f"per {who} fino a {age(maximum)}"
    return ""


def date(day: dt.date | None) -> str:
    """``03/11/2026``; empty for ``None``."""
    return f"{day:%d/%m/%Y}" if day else ""


def interval(first: dt.date | None, last: dt.date | None) -> str:
    """``dal 10/06/2026 al 31/07/2026``, with either end open; ``il 10/06/2026`` for one day."""
    if first and first == last:
        return f"il {date(first)}"
    parts = [f"dal {date(first)}" if first else "", f"fino al {date(last)}" if last and not first else ""]
    if first and last:
        parts[1] = f"al {date(last)}"
    return " ".join(p for p in parts if p)


def hours(opens: dt.time | None, closes: dt.time | None) -> str:
    """``dalle 7:30 alle 18:00``, with either end open."""
    parts = (("dalle", opens), ("alle" if opens else "fino alle", closes))
    return " ".join(f"{word} {t.hour}:{t.minute:02d}" for word, t in parts if t)


def days(codes: Sequence[str]) -> str:
    """Names of iCalendar day codes, in the order of the week; runs of three or more as ``da ... a``."""
    order = [code for code in _DAYS if code in codes]
    positions = [list(_DAYS).index(code) for code in order]
    if len(order) > 2 and positions[-1] - positions[0] == len(order) - 1:
        return f"da {_DAYS[order[0]]} a {_DAYS[order[-1]]}"
    return list_of([_DAYS[code] for code in order])


def periods(codes: Sequence[str]) -> str:
    """Names of calendar scopes."""
    return list_of([_PERIODS[code] for code in codes])


def money(amount: float | None) -> str:
    """``20.000 €``, ``3,50 €``; empty for ``None``."""
    if amount is None:
        return ""
    text = f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) + " €"
