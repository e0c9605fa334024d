# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The containers run the processes of ``api/processes.py``, with variables that the product really reads."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import typer.main
import yaml
from dotenv import dotenv_values

from welfare_point.api import processes
from welfare_point.api.cli.main import app
from welfare_point.catalogue.settings import ROOT, Settings

PREFIX = "WELFARE_POINT_"
OURS = re.compile(rf"{PREFIX}[A-Z_]+")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILES = {name: (ROOT / "ops" / f"Dockerfile.{name}").read_text("utf-8") for name in ("app", "bot")}
OF_THE_APP = sorted(name for name, service in SERVICES.items() if service["image"] == "welfare-point-app")
WORKERS = (ROOT / "bot" / "endpoints.workers.yml").read_text("utf-8")


def environment(name: str) -> dict[str, str]:
    """The variables of a service as docker would fill them: defaults, and an invented secret where required."""
    filled = {}
    for key, value in SERVICES[name].get("environment", {}).items():
        text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))
        filled[key] = re.sub(r"\$\{\w+:\?[^}]*\}", "a-secret-of-the-tests", text)
    return filled


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of the application's containers."""
    for name, value in environment("api").items():
        monkeypatch.setenv(name, value)
    return Settings()


def variables_of_the_settings() -> set[str]:
    """The names of the variables that ``Settings`` reads."""
    return {
        str(field.validation_alias or PREFIX + name.upper()) for name, field in Settings.model_fields.items()
    }


def variables_of_the_bot() -> set[str]:
    """The names that Rasa's endpoints and components read."""
    sources = (path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    return {name for source in sources for name in OURS.findall(source)} | set(OURS.findall(WORKERS))


@pytest.mark.parametrize("name", OF_THE_APP)
def test_the_application_reads_each_of_its_variables(name: str) -> None:
    unknown = set(environment(name)) - variables_of_the_settings()
    source = Path(processes.__file__).read_text("utf-8")
    assert [variable for variable in unknown if f'environ.get("{variable}"' not in source] == []


def test_the_actions_listen_outside_only_in_their_container(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SANIC_HOST", raising=False)
    assert processes.actions(settings).env["SANIC_HOST"] == "127.0.0.1"
    monkeypatch.setenv("SANIC_HOST", environment("actions")["SANIC_HOST"])
    assert processes.actions(settings).env["SANIC_HOST"] == "0.0.0.0"


def test_the_bot_reads_each_of_its_variables_and_has_those_of_its_endpoints() -> None:
    given = set(environment("bot"))
    assert given - variables_of_the_bot() == set()
    assert set(OURS.findall(WORKERS)) - given == set()


@pytest.mark.parametrize("name", sorted(DOCKERFILES))
def test_the_images_set_only_what_is_read(name: str) -> None:
    assert set(OURS.findall(DOCKERFILES[name])) - variables_of_the_settings() == set()


def test_what_is_taken_from_the_env_file_is_in_its_template() -> None:
    taken = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8")))
    assert taken - set(dotenv_values(ROOT / ".env.template")) == set()


def test_the_bot_is_given_what_the_supervisor_would_give_it(settings: Settings) -> None:
    given = environment("bot")
    ours = {k: v for k, v in processes.bot(settings).env.items() if k.startswith(PREFIX)}
    assert {key: given.get(key) for key in ours} == ours


@pytest.mark.parametrize("name", [n for n in OF_THE_APP if SERVICES[n]["command"][0] == "welfare-point"])
def test_each_command_is_one_of_ours(name: str, settings: Settings) -> None:
    _, command, *arguments = SERVICES[name]["command"]
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group of commands
    options = commands[command].make_context(command, list(arguments)).params
    if command == "serve":
        assert options["only"] == name
        assert name in {process.name for process in processes.all_processes(settings)}


def test_the_services_know_each_other_by_name_and_port(settings: Settings) -> None:
    for url, service, port in (
        (settings.bot_url, "bot", settings.bot_port),
        (settings.actions_url, "actions", settings.actions_port),
        (settings.database_url, "postgres", None),
        (settings.tracker_url, "postgres", None),
        (settings.redis_url, "redis", 6379),
    ):
        assert service in SERVICES
        assert (urlsplit(url).hostname, urlsplit(url).port) == (service, port)
    assert settings.host == "0.0.0.0"


@pytest.mark.parametrize("name", ["api", "actions", "bot"])
def test_the_health_check_asks_what_the_supervisor_asks(name: str, settings: Settings) -> None:
    process = next(p for p in processes.all_processes(settings) if p.name == name)
    asked = re.findall(r"http://[^'\"\s]+", " ".join(SERVICES[name]["healthcheck"]["test"]))
    assert asked == [process.health]


def test_the_image_has_the_program_that_checks_the_bot() -> None:
    program = SERVICES["bot"]["healthcheck"]["test"][1]
    assert re.search(rf"apt-get install [^&]*\b{program}\b", DOCKERFILES["bot"])


def test_the_bot_is_started_as_the_supervisor_starts_it(settings: Settings) -> None:
    (line,) = re.findall(r"^CMD (.*)$", DOCKERFILES["bot"], re.MULTILINE)
    program, *arguments = yaml.safe_load(line)
    expected = [part.removeprefix(f"{ROOT}/") for part in processes.bot(settings).command]
    there = expected.index("--interface") + 1
    expected[there] = "0.0.0.0"  # within the container's own network
    assert [program, *arguments] == [Path(expected[0]).name, *expected[1:]]


def test_only_the_gateway_is_seen_from_outside(settings: Settings) -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["api"]
    (port,) = SERVICES["api"]["ports"]
    assert port.endswith(f":{settings.port}")


def test_whoever_waits_waits_for_a_service_that_can_answer() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES, name
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], name
            else:
                assert SERVICES[other]["restart"] == "no", f"{name} waits for the end of {other}"


def test_the_stores_have_a_health_check() -> None:
    assert "pg_isready" in SERVICES["postgres"]["healthcheck"]["test"]
    assert SERVICES["redis"]["healthcheck"]["test"][1:] == ["redis-cli", "ping"]


@pytest.mark.parametrize("name", sorted(DOCKERFILES))
def test_what_is_copied_is_there_and_is_not_left_out(name: str) -> None:
    left_out = (ROOT / ".dockerignore").read_text("utf-8").split()
    copies = [shlex.split(line)[1:] for line in DOCKERFILES[name].splitlines() if line.startswith("COPY ")]
    ours = [source for copy in copies if not copy[0].startswith("--from") for source in copy[:-1]]
    assert ours
    for source in ours:
        assert (ROOT / source).exists()
        assert source not in left_out


def test_the_images_are_built_from_files_that_are_there() -> None:
    built = {service["image"] for service in SERVICES.values() if "build" in service}
    assert {service["image"] for service in SERVICES.values() if service["image"].startswith("wel")} == built
    for service in SERVICES.values():
        if "build" in service:
            assert (ROOT / service["build"]["dockerfile"]).exists()
    assert f"ARG APP_IMAGE={SERVICES['api']['image']}" in DOCKERFILES["bot"]


def test_the_databases_of_the_urls_are_created(settings: Settings) -> None:
    given = environment("postgres")
    scripts = (ROOT / "ops" / "postgres").glob("*.sql")
    created = dict(
        re.findall(r"CREATE DATABASE (\w+) OWNER (\w+);", "\n".join(s.read_text("utf-8") for s in scripts))
    ) | {given["POSTGRES_DB"]: given["POSTGRES_USER"]}
    for url in (settings.database_url, settings.tracker_url):
        parts = urlsplit(url)
        assert created[parts.path[1:]] == parts.username
        assert parts.password == given["POSTGRES_PASSWORD"]
    mounted = [volume.split(":")[:2] for volume in SERVICES["postgres"]["volumes"]]
    assert ["./ops/postgres", "/docker-entrypoint-initdb.d"] in mounted
