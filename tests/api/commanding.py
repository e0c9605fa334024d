# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ``welfare-point`` command run on a home of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from welfare_point.api.cli.main import app


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_engine: sa.Engine) -> Path:
    """A home that nobody has used, with a database without tables."""
    home = tmp_path / "casa"
    monkeypatch.setenv("WELFARE_POINT_HOME", str(home))
    monkeypatch.setenv("WELFARE_POINT_DATABASE_URL", empty_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("WELFARE_POINT_TODAY", "2026-11-23")
    return home


def run(*arguments: object, status: int = 0, **options: Any) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], **options)
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
