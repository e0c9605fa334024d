# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every file says whose it is and under which licence, in itself or in ``REUSE.toml``."""

from __future__ import annotations

import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import tomllib

from welfare_point.catalogue.settings import ROOT

HEADER_WITHIN = 6  # lines
SOURCES = {".py", ".yml", ".yaml", ".toml", ".sh", ".js", ".mjs", ".css", ".html", ".sql", ".svg", ".md"}
LICENCE = re.compile(r"SPDX-License-Identifier: ([\w.-]+)")
DECLARED: list[dict[str, Any]] = tomllib.loads((ROOT / "REUSE.toml").read_text("utf-8"))["annotations"]
OUR_LICENCES = {"AGPL-3.0-or-later", "CC-BY-4.0"}
COMPATIBLE = OUR_LICENCES | {"CC-BY-SA-4.0", "MIT", "GPL-3.0-only"}  # all may stand beside AGPL-3.0


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """What git has or would have, links between the rooms left out."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def licence_inside(file: Path) -> str | None:
    """The licence in the first lines of a file."""
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError:
        return None
    found = LICENCE.search("\n".join(text.splitlines()[:HEADER_WITHIN]))
    return found[1] if found else None


def declarations(file: Path) -> list[dict[str, Any]]:
    """What ``REUSE.toml`` says of a file."""
    name = file.relative_to(ROOT).as_posix()
    return [a for a in DECLARED if any(fnmatch(name, pattern) for pattern in a["path"])]


def is_source(file: Path) -> bool:
    """Whether people write it, so that it says its licence itself."""
    return file.suffix in SOURCES or file.name == "Makefile" or file.name.startswith("Dockerfile")


def test_every_source_says_its_licence_in_its_first_lines(files: list[Path]) -> None:
    silent = [str(file.relative_to(ROOT)) for file in files if is_source(file) and not licence_inside(file)]
    assert silent == []


def test_every_other_file_is_declared(files: list[Path]) -> None:
    others = [file for file in files if not licence_inside(file) and file.name != "LICENSE"]
    assert [str(file.relative_to(ROOT)) for file in others if len(declarations(file)) != 1] == []


def test_nothing_is_declared_that_is_not_there_or_speaks_for_itself(files: list[Path]) -> None:
    names = [file.relative_to(ROOT).as_posix() for file in files]
    patterns = [pattern for annotation in DECLARED for pattern in annotation["path"]]
    # Screenshots are taken when a version is made: their folder may still be empty.
    unused = [p for p in patterns if not any(fnmatch(n, p) for n in names) and not p.endswith(".png")]
    assert unused == []


def test_a_file_and_its_declaration_agree(files: list[Path]) -> None:
    for file in files:
        inside = licence_inside(file)
        for declared in declarations(file):
            assert inside in (None, declared["SPDX-License-Identifier"]), file


def test_only_licences_that_fit_together(files: list[Path]) -> None:
    inside = {licence for file in files if (licence := licence_inside(file))}
    assert inside | {a["SPDX-License-Identifier"] for a in DECLARED} <= COMPATIBLE
    ours = {licence_inside(file) for file in files if is_source(file)}
    assert ours <= OUR_LICENCES


@pytest.mark.parametrize(
    ("name", "licence", "source"),
    [
        ("catalogue/data/comuni.csv", "CC-BY-4.0", "GeoNames"),
        ("catalogue/data/frazioni.csv", "CC-BY-4.0", "GeoNames"),
        ("catalogue/data/comuni.csv", "CC-BY-4.0", "ISTAT"),
        ("bot/understanding/content/common_words.txt", "CC-BY-SA-4.0", "Speer"),
        ("bot/understanding/content/elsewhere.txt", "CC-BY-4.0", "ISTAT"),
    ],
)
def test_the_data_of_others_name_their_source(name: str, licence: str, source: str) -> None:
    (declared,) = declarations(ROOT / name)
    assert declared["SPDX-License-Identifier"] == licence
    assert source in " ".join(declared["SPDX-FileCopyrightText"])


def test_the_licence_is_the_agpl() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "Version 3, 19 November 2007" in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "AGPL-3.0-or-later"
