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
FOLDER = Path(__file__).parent / "facts_cases"
CASES = [
    (reader, text, expected)
    for name in ("firm.yml", "firm_second.yml")
    for reader, cases in yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")).items()
    for text, expected in cases.items()
]


@pytest.mark.parametrize(("reader", "text", "expected"), CASES)
def test_firm(reader: str, text: str, expected: object) -> None:
    assert READERS[reader](text) == expected
