# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Set up everything a machine needs, once: ``python3 ops/setup.py [--dev] [--no-model]``.

Environments, web assets and models are kept below ``.build`` under a fingerprint of what they are made
from, so that a second call finds them and ends at once. Standard library only: nothing is there yet.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / ".build"
LOCKS = ROOT / "ops" / "requirements"

ITALIAN_MODEL = (
    "https://github.com/explosion/spacy-models/releases/download/"
    "it_core_news_sm-3.8.0/it_core_news_sm-3.8.0-py3-none-any.whl"
)
NO_MODEL = "  it_core_news_sm non si può scaricare da qui: il prodotto usa spaCy «it» senza modello e i propri elenchi."
NO_PYTHON_310 = """\
Serve Python 3.10: Rasa 3.6 non funziona con versioni più nuove. Non l'ho trovato nel PATH, né tra le versioni
di pyenv, né con uv. Si installa con uno di questi comandi: «uv python install 3.10», «pyenv install 3.10»,
oppure «apt install python3.10» dove c'è. Poi ripeti il comando."""

MODEL_SOURCES = ("bot", "catalogue/data/taxonomy.csv", "catalogue/reference.py", "ops/requirements/bot.txt")


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, flush=True)


def fingerprint(*places: Path) -> str:
    """12 hexadecimal digits that change with the name or the content of any file below ``places``."""
    digest = hashlib.sha256()
    for place in places:
        files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
        for file in files:
            name = file.relative_to(ROOT)
            if not any(part == "__pycache__" or part.startswith(".") for part in name.parts):  # made by tools
                digest.update(str(name).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def run(*command: str | Path, env: dict[str, str] | None = None, cwd: Path = BUILD) -> None:
    """Run a command to its end; on failure show what it said and stop the set-up."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nNon riuscito: {' '.join(map(str, command))}")


def works(python: str | Path, version: tuple[int, int]) -> bool:
    """Whether this is a Python of that version that really starts (a pyenv shim may only look like one)."""
    probe = f"import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != {version!r})"
    try:
        return subprocess.run([str(python), "-c", probe], capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def candidates(version: tuple[int, int]) -> Iterator[str | Path]:
    """Where a Python of that version may be: this one, the PATH, pyenv's versions, uv."""
    name = f"{version[0]}.{version[1]}"
    yield sys.executable
    yield f"python{name}"
    for base in (os.environ.get("PYENV_ROOT"), "~/.pyenv", "/opt/pyenv"):
        if base:
            yield from sorted(Path(base).expanduser().glob(f"versions/{name}*/bin/python"), reverse=True)
    if uv := shutil.which("uv"):
        found = subprocess.run([uv, "python", "find", name], capture_output=True, text=True)
        if found.returncode == 0:
            yield found.stdout.strip()


def find_python(*versions: tuple[int, int]) -> str | None:
    """The first Python that works, of the first version that has one."""
    return next((str(p) for v in versions for p in candidates(v) if works(p, v)), None)


def uv() -> Path:
    """The pinned uv, in an environment of its own."""
    home = BUILD / f"uv-{fingerprint(LOCKS / 'uv.txt')}"
    binary = home / "bin" / "uv"
    if not binary.exists():
        run(sys.executable, "-m", "venv", "--clear", home)
        run(home / "bin" / "pip", "install", "--quiet", "--require-hashes", "-r", LOCKS / "uv.txt")
    return binary


def install(python: Path, lock: Path) -> None:
    """Install exactly what a lock file names, hashes checked: with uv, or with pip where uv cannot."""
    fast = [uv(), "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock]
    if subprocess.run([str(p) for p in fast], cwd=BUILD, capture_output=True).returncode:
        say("  uv non riesce, uso pip (più lento)…")
        run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)


def environment(name: str, interpreter: str) -> Path:
    """The environment ``name``, made when its lock file or the interpreter is new; its ``bin`` folder."""
    lock = LOCKS / f"{name}.txt"
    home = BUILD / f"{name}-{fingerprint(lock)}"
    if not (home / "ready").exists():
        say(f"Preparo l'ambiente {name} (qualche minuto la prima volta)…")
        run(interpreter, "-m", "venv", "--clear", home)
        python = home / "bin" / "python"
        install(python, lock)
        site = next(home.glob("lib/python3*/site-packages"))
        (site / "welfare_point.pth").write_text(f"{ROOT}\n", "utf-8")
        if name == "app":
            italian_model(python)
            command = home / "bin" / "welfare-point"
            command.write_text(f"#!{python}\nfrom welfare_point.api.cli import main\n\nmain()\n", "utf-8")
            command.chmod(0o755)
        (home / "ready").touch()
    link(BUILD / name, home)
    return home / "bin"


def italian_model(python: Path) -> None:
    """Install ``it_core_news_sm`` where its release page can be reached; say so in one line where it cannot."""
    command = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--timeout",
        "8",
        "--retries",
        "0",
        ITALIAN_MODEL,
    ]
    try:
        done = subprocess.run([str(p) for p in command], capture_output=True, timeout=90).returncode == 0
    except subprocess.TimeoutExpired:
        done = False
    if not done:
        say(NO_MODEL)


def link(name: Path, target: Path) -> None:
    """Point ``name`` at ``target`` in one step, whoever may be looking."""
    fresh = name.with_name(f"{name.name}.{os.getpid()}")
    fresh.symlink_to(target.name if target.parent == name.parent else target.relative_to(name.parent))
    fresh.replace(name)


def development(app: Path) -> None:
    """Add the tools of tests and checks to the application's environment."""
    lock = LOCKS / "dev.txt"
    stamp = app.parent / f"dev-{fingerprint(lock)}"
    if not stamp.exists():
        say("Aggiungo gli strumenti per le prove…")
        install(app / "python", lock)
        stamp.touch()


def npm_ci(source: Path, work: Path) -> bool:
    """Install into ``work`` exactly what the lock file of ``source`` names, checksums checked; whether npm could."""
    npm = shutil.which("npm")
    if npm is None:
        return False
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(source / name, work / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    return subprocess.run(command, cwd=work, capture_output=True).returncode == 0


def sniffer() -> None:
    """HTML CodeSniffer, the engine of pa11y, for the tests of the pages; without npm they do without it."""
    source = ROOT / "ops" / "checks"
    home = BUILD / f"checks-{fingerprint(source / 'package-lock.json')}"
    if not (home / "ready").exists():
        if not npm_ci(source, home):
            say("  npm non c'è o non riesce: le prove guardano le pagine con axe, senza HTML CodeSniffer.")
            return
        (home / "ready").touch()
    link(BUILD / "checks", home)


def web() -> None:
    """Bootstrap Italia and the API's documentation page, from npm; without npm the pages do without them."""
    source = ROOT / "ops" / "web"
    home = BUILD / f"web-{fingerprint(source / 'package-lock.json', source / 'collect.mjs')}"
    if not (home / "ready").exists():
        if shutil.which("npm") is None:
            say("  npm non c'è: le pagine usano i propri colori e caratteri, senza Bootstrap Italia.")
            return
        say("Preparo la grafica…")
        shutil.rmtree(home, ignore_errors=True)
        work = home / "work"
        collect = [shutil.which("node") or "node", str(source / "collect.mjs"), "vendor", "work/node_modules"]
        if not npm_ci(source, work) or subprocess.run(collect, cwd=home, capture_output=True).returncode:
            say(
                "  npm non riesce a scaricare: le pagine usano i propri colori e caratteri, senza Bootstrap Italia."
            )
            return
        shutil.rmtree(work)
        (home / "ready").touch()
    link(BUILD / "web", home)


def model(app: Path, bot: Path) -> None:
    """Train the assistant when one of its sources has changed since the last time."""
    mark = fingerprint(*(ROOT / place for place in MODEL_SOURCES))
    home = BUILD / "models" / mark
    if not (home / "ready").exists():
        say("Alleno l'assistente (qualche minuto la prima volta)…")
        home.mkdir(parents=True, exist_ok=True)
        understanding = home / "understanding.npz"
        started = time.monotonic()
        run(app / "python", "-m", "welfare_point.bot.understanding.training", understanding)
        say(f"  comprensione: {time.monotonic() - started:.0f} s")
        folder = ROOT / "bot"
        env = os.environ | quiet_rasa() | {"WELFARE_POINT_UNDERSTANDING": str(understanding)}
        parts = ("--domain", folder / "domain", "--data", folder / "data", "--config", folder / "config.yml")
        run(bot / "rasa", "train", *parts, "--out", home, "--fixed-model-name", "model", env=env, cwd=home)
        say(f"  assistente pronto in {time.monotonic() - started:.0f} s")
        (home / "ready").touch()
    link(BUILD / "current", home)


def quiet_rasa() -> dict[str, str]:
    """Variables that keep Rasa and TensorFlow from talking and from calling home."""
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


@contextmanager
def alone() -> Iterator[None]:
    """Only one set-up at a time: a second one waits and then finds everything ready."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Un'altra preparazione è in corso: aspetto che finisca…")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> None:
    """Set up what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also the tools of tests and checks")
    parser.add_argument("--no-model", action="store_true", help="environments only, no training")
    wanted = parser.parse_args()
    modern = find_python((3, 11), (3, 12), (3, 13))
    if modern is None:
        sys.exit(
            "Serve Python 3.11 o più nuovo, con il modulo venv. Su Debian: «apt install python3 python3-venv»."
        )
    old = find_python((3, 10))
    if old is None:
        sys.exit(NO_PYTHON_310)
    with alone():
        app = environment("app", modern)
        bot = environment("bot", old)
        if wanted.dev:
            development(app)
            sniffer()
        web()
        if not wanted.no_model:
            model(app, bot)


if __name__ == "__main__":
    main()
