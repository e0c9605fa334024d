# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors between the rooms really shut."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from welfare_point.catalogue.settings import ROOT

ROOMS = ("actions", "api", "bot", "catalogue")

FORBIDDEN = {
    "catalogue": ("fastapi", "starlette", "rasa", "rasa_sdk", *(f"welfare_point.{r}" for r in ROOMS[:3])),
    "api": ("rasa", "welfare_point.actions", "welfare_point.bot.components"),
    "actions": ("rasa", "fastapi", "welfare_point.api", "welfare_point.bot.components"),
    "bot": (
        "sqlalchemy",
        "fastapi",
        "welfare_point.api",
        "welfare_point.actions",
        "welfare_point.catalogue.models",
        "welfare_point.catalogue.matching",
    ),
}
PLANTED = [(room, module) for room in ROOMS for module in (*FORBIDDEN[room], "catalogue")]


def banned(folder: Path, *files: str) -> list[str]:
    """What ruff says of the forbidden imports in some files below a folder."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251"]
    done = subprocess.run(
        [*command, "--output-format", "json", *files], cwd=folder, capture_output=True, text=True
    )
    assert done.stderr == ""
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert {finding["code"] for finding in found} <= {"TID251"}
    return [finding["message"] for finding in found]


@pytest.mark.parametrize("where", ["", "below/"])
@pytest.mark.parametrize(("room", "module"), PLANTED)
def test_a_forbidden_import_is_seen(tmp_path: Path, room: str, module: str, where: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file = tmp_path / room / f"{where}planted.py"
    file.parent.mkdir(parents=True)
    shutil.copy(ROOT / room / "ruff.toml", tmp_path / room)
    parent, _, last = module.rpartition(".")
    file.write_text(
        f"import {module}.deeper\nfrom {module} import thing\n"
        + (f"from {parent} import {last}\n" if parent else f"import {module}\n"),
        "utf-8",
    )
    assert [f"`{module}` is banned" in message for message in banned(tmp_path, room)] == [True] * 3


def test_nothing_in_the_house_is_forbidden() -> None:
    assert banned(ROOT, *ROOMS) == []


def sources() -> Iterator[Path]:
    """Every Python file of the rooms."""
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """What a file imports: how many folders up, and the name."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


def test_only_the_components_import_rasa() -> None:
    theirs = {
        f for f in sources() if any(name.split(".")[0] == "rasa" for level, name in imported(f) if not level)
    }
    assert theirs
    assert {file.parent for file in theirs} == {ROOT / "bot" / "components"}


def test_no_relative_import_leaves_its_room() -> None:
    """Ruff does not see through the dots: ``from ..api import x`` would pass by the door."""
    leaving = [
        (str(file.relative_to(ROOT)), name)
        for file in sources()
        for level, name in imported(file)
        if level >= len(file.relative_to(ROOT).parts)
    ]
    assert leaving == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_no_package_of_its_own(room: str) -> None:
    assert not (ROOT / room / "__init__.py").exists()


def test_the_bare_name_is_that_of_spacy() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    code = "import catalogue; print(catalogue.__file__); catalogue.create('welfare_point', 'test')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "site-packages" in done.stdout
