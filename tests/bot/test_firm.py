# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
from pathlib import Path

import pytest
import yaml

from welfare_point.bot.understanding.firm import company_size_in, employer_adherent_in, isee_in, sector_in

READERS = {
    "company_size": company_size_in,
    "sector": sector_in,
    "isee": isee_in,
    "employer_adherent": employer_adherent_in,
}
CASES = yaml.safe_load((Path(__file__).parent / "facts_cases" / "firm.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [(reader, text, expected) for reader, cases in CASES.items() for text, expected in cases.items()],
)
def test_firm(reader: str, text: str, expected: object) -> None:
    assert READERS[reader](text) == expected
