# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings and ``.env.template`` say the same."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from welfare_point.api import supervisor
from welfare_point.api.processes import Process, all_processes
from welfare_point.catalogue.settings import ROOT, Settings

PREFIX = "WELFARE_POINT_"
TEMPLATE = {name: value or "" for name, value in dotenv_values(ROOT / ".env.template").items()}
READ_ELSEWHERE = {
    "WELFARE_POINT_NEW_PASSWORD": "api/cli/people.py",
    "POSTGRES_PASSWORD": "docker-compose.yml",
}
FIELDS = {
    str(field.validation_alias or PREFIX + name.upper()): name
    for name, field in Settings.model_fields.items()
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no setting is set."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_every_setting_is_in_the_template_and_nothing_else() -> None:
    assert set(TEMPLATE) == set(FIELDS) | set(READ_ELSEWHERE)


@pytest.mark.parametrize(("name", "file"), READ_ELSEWHERE.items())
def test_what_is_no_setting_is_read_where_it_is_used(name: str, file: str) -> None:
    assert name in (ROOT / file).read_text("utf-8")


def test_every_line_of_the_template_is_explained() -> None:
    """A blank line or a new comment ends what a comment is about."""
    explained = False
    for line in (ROOT / ".env.template").read_text("utf-8").splitlines():
        explained = line.startswith("#") or (bool(line) and explained)
        assert explained or not line, line


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    default = Settings()
    for name in TEMPLATE:
        monkeypatch.setenv(name, "")
    assert Settings() == default


def test_the_template_as_it_stands_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    default = Settings()
    monkeypatch.chdir(ROOT)
    for name, value in TEMPLATE.items():
        monkeypatch.setenv(name, value)
    assert Settings() == default


def test_each_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    default = Settings()
    values = {"WELFARE_POINT_TODAY": "2026-11-23", "WELFARE_POINT_TONE": "lei", "WELFARE_POINT_HTTPS": "true"}
    values |= {"WELFARE_POINT_OPEN_DATA_PERIOD": "month"}
    for name, field in FIELDS.items():
        monkeypatch.setenv(name, values.get(name, "77"))
        assert getattr(Settings(), field) != getattr(default, field), name
        monkeypatch.delenv(name)


@pytest.mark.parametrize("process", ["actions", "api"])  # the two that read the settings themselves
def test_a_relative_folder_is_the_same_for_every_process(
    process: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folders = ("home", "build", "understanding")
    for folder in folders:
        monkeypatch.setenv(PREFIX + folder.upper(), f"relative-{folder}")
    settings = Settings()
    here = {folder: Path(getattr(settings, folder)).absolute() for folder in folders}
    started: list[dict[str, Any]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: started.append(options))
    _start(settings, process)

    (options,) = started
    _become(monkeypatch, options["env"], options.get("cwd"))
    theirs = Settings()
    assert {folder: Path(getattr(theirs, folder)).absolute() for folder in folders} == here


def _start(settings: Settings, name: str) -> None:
    (process,) = (p for p in all_processes(settings) if p.name == name)
    assert isinstance(process, Process)
    supervisor.Supervisor(settings)._start(process)


def _become(monkeypatch: pytest.MonkeyPatch, env: Mapping[str, str], cwd: Path | None) -> None:
    """Stand where a started process stands."""
    for name, value in env.items():
        if name.startswith(PREFIX):
            monkeypatch.setenv(name, value)
    if cwd is not None:
        monkeypatch.chdir(cwd)


def test_the_program_of_the_bot_is_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WELFARE_POINT_BUILD", ".build")
    (bot,) = (p for p in all_processes(Settings()) if p.name == "bot")
    assert Path(bot.command[0]).is_absolute()


def test_the_readme_leads_to_the_template() -> None:
    assert ".env.template" in (ROOT / "README.md").read_text("utf-8")
