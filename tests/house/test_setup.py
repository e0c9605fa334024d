# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The set-up finds a Python that really starts, notices what changed and goes on without npm or the model."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "ops" / "setup.py"
WANTED = (3, 99)  # no machine has it: only the interpreters made here can answer
GOOD = 'case "$2" in *"(3, 99)"*) exit 0;; *) exit 1;; esac'
SHIM = 'echo "pyenv: python3.99: command not found" >&2; exit 127'


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, with a root of its own on a machine that has nothing installed."""
    spec = importlib.util.spec_from_file_location("welfare_point_setup", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "BUILD", tmp_path / ".build")
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    # What the machine really has in the system folders must not answer for what is made here.
    monkeypatch.setattr(module.shutil, "which", lambda name: _own(tmp_path / "bin" / name))
    return module


def _own(file: Path) -> str | None:
    return str(file) if file.exists() else None


def program(file: Path, body: str) -> Path:
    """An executable shell script."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    file.chmod(0o755)
    return file


def test_only_a_python_of_that_version_that_starts_works(setup: ModuleType, tmp_path: Path) -> None:
    assert setup.works(sys.executable, sys.version_info[:2])
    assert not setup.works(sys.executable, (2, 7))
    assert not setup.works(program(tmp_path / "shim", SHIM), WANTED)
    assert not setup.works(tmp_path / "missing", WANTED)


def test_an_interpreter_that_hangs_does_not_work(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(command, 20)

    monkeypatch.setattr(setup.subprocess, "run", hang)
    assert not setup.works("python3.99", WANTED)


def test_the_path_is_asked_by_name(setup: ModuleType, tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3.99", GOOD)
    assert setup.find_python(WANTED) == "python3.99"


def test_a_shim_that_fails_is_passed_over_for_the_versions_of_pyenv(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin" / "python3.99", SHIM)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    real = program(tmp_path / "pyenv" / "versions" / "3.99.4" / "bin" / "python", GOOD)
    program(tmp_path / "pyenv" / "versions" / "3.98.1" / "bin" / "python", GOOD)
    assert setup.find_python(WANTED) == str(real)


def test_pyenv_is_also_looked_for_in_the_home(setup: ModuleType, tmp_path: Path) -> None:
    real = program(tmp_path / "nobody" / ".pyenv" / "versions" / "3.99.0" / "bin" / "python", GOOD)
    assert setup.find_python(WANTED) == str(real)


def test_uv_is_asked_last(setup: ModuleType, tmp_path: Path) -> None:
    real = program(tmp_path / "uv-pythons" / "python3.99", GOOD)
    program(tmp_path / "bin" / "uv", f'[ "$*" = "python find 3.99" ] && echo "{real}"')
    assert list(setup.candidates(WANTED))[-1] == str(real)
    assert setup.find_python(WANTED) == str(real)


def test_a_uv_that_knows_none_names_none(setup: ModuleType, tmp_path: Path) -> None:
    program(tmp_path / "bin" / "uv", 'echo "No interpreter found" >&2; exit 2')
    assert list(setup.candidates(WANTED))[-1] == "python3.99"
    assert setup.find_python(WANTED) is None


def test_the_first_version_that_somebody_has_is_taken(setup: ModuleType, tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3.99", GOOD)
    assert setup.find_python((3, 98), WANTED) == "python3.99"


def test_without_python_310_one_paragraph_names_the_ways_and_nothing_is_made(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "find_python", lambda *versions: None if (3, 10) in versions else "python")
    monkeypatch.setattr(sys, "argv", ["setup.py"])
    with pytest.raises(SystemExit) as stopped:
        setup.main()
    said = str(stopped.value)
    assert "3.10" in said
    assert all(
        way in said for way in ("uv python install 3.10", "pyenv install 3.10", "apt install python3.10")
    )
    assert "\n\n" not in said and len(said.split()) <= 60
    assert not setup.BUILD.exists()


def test_the_fingerprint_changes_with_content_and_name_only(setup: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "bot"
    (folder / "data").mkdir(parents=True)
    file = folder / "data" / "nlu.yml"
    file.write_text("nlu", "utf-8")
    first = setup.fingerprint(folder)
    assert len(first) == 12 and first == setup.fingerprint(folder)

    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "reader.pyc").write_bytes(b"\0")
    (folder / ".ruff_cache").mkdir()  # as `make check` leaves it
    (folder / ".ruff_cache" / "CACHEDIR.TAG").write_bytes(b"\0")
    file.touch()
    assert setup.fingerprint(folder) == first

    renamed = file.rename(file.with_name("rules.yml"))
    assert setup.fingerprint(folder) != first
    renamed.rename(file)
    assert setup.fingerprint(folder) == first
    file.write_text("nlu!", "utf-8")
    assert setup.fingerprint(folder) != first


@pytest.mark.parametrize("unreachable", ["refused", "slow"])
def test_without_the_italian_model_one_line_says_so(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], unreachable: str
) -> None:
    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if unreachable == "slow":
            raise subprocess.TimeoutExpired(command, 90)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(setup.subprocess, "run", pip)
    setup.italian_model(Path("python"))
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "it_core_news_sm" in said


def test_the_italian_model_is_installed_without_a_word(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(setup.subprocess, "run", pip)
    setup.italian_model(Path("python"))
    assert capsys.readouterr().out == ""
    assert [command[-1] for command in asked] == [setup.ITALIAN_MODEL]


def test_a_link_is_changed_in_one_step_and_may_be_made_again(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "app-old", tmp_path / "models" / "new"
    old.mkdir()
    new.mkdir(parents=True)
    name = tmp_path / "app"
    setup.link(name, old)
    seen: list[Path] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append(name.resolve(strict=True))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    setup.link(name, new)
    setup.link(name, new)
    assert seen == [old, new]
    assert name.resolve() == new and not name.readlink().is_absolute()
    assert {p.name for p in tmp_path.iterdir()} == {"app", "app-old", "models", "bin"}


@pytest.fixture
def web_sources(setup: ModuleType, tmp_path: Path) -> None:
    """What the web assets are made from."""
    folder = tmp_path / "ops" / "web"
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "collect.mjs"):
        (folder / name).write_text("", "utf-8")


@pytest.mark.usefixtures("web_sources")
def test_without_npm_the_pages_do_without(setup: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    setup.web()
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "npm non c'è" in said
    assert not (setup.BUILD / "web").exists()


@pytest.mark.usefixtures("web_sources")
def test_npm_that_fails_once_may_work_the_next_time(
    setup: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(tmp_path / "bin" / "npm", "exit 1")
    setup.web()
    assert "npm non riesce" in capsys.readouterr().out
    assert not (setup.BUILD / "web").exists()

    program(tmp_path / "bin" / "npm", "exit 0")
    program(tmp_path / "bin" / "node", 'mkdir -p "$2" && touch "$2/bootstrap.css"')
    setup.web()
    assert (setup.BUILD / "web" / "vendor" / "bootstrap.css").exists()

    program(tmp_path / "bin" / "npm", "exit 1")
    setup.web()  # ready: npm is not asked again
    assert "npm non riesce" not in capsys.readouterr().out


@pytest.fixture
def check_sources(tmp_path: Path) -> None:
    """What the tests of the pages take from npm."""
    folder = tmp_path / "ops" / "checks"
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (folder / name).write_text(name, "utf-8")


@pytest.mark.usefixtures("check_sources")
def test_without_npm_one_line_says_that_pages_are_looked_at_with_axe_only(
    setup: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    setup.sniffer()
    program(tmp_path / "bin" / "npm", "exit 1")
    setup.sniffer()
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2 and all("axe" in line for line in said)
    assert not (setup.BUILD / "checks").exists()


@pytest.mark.usefixtures("check_sources")
def test_what_the_tests_take_from_npm_is_what_the_lock_names(
    setup: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(tmp_path / "bin" / "npm", 'echo "$@" > asked; cat package-lock.json > found')
    setup.sniffer()
    program(tmp_path / "bin" / "npm", "exit 1")
    setup.sniffer()  # ready: npm is not asked again
    assert capsys.readouterr().out == ""
    assert (setup.BUILD / "checks" / "found").read_text("utf-8") == "package-lock.json"
    assert (setup.BUILD / "checks" / "asked").read_text("utf-8").startswith("ci --ignore-scripts")


@pytest.mark.parametrize(("arguments", "asked"), [([], False), (["--dev"], True)])
def test_the_product_alone_does_not_install_what_only_tests_use(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str], asked: bool
) -> None:
    steps: list[str] = []
    monkeypatch.setattr(setup, "find_python", lambda *versions: "python")
    for name in ("environment", "development", "sniffer", "web"):
        monkeypatch.setattr(setup, name, lambda *_, name=name: steps.append(name))
    monkeypatch.setattr(sys, "argv", ["setup.py", "--no-model", *arguments])
    setup.main()
    assert ("sniffer" in steps) is asked and "web" in steps
