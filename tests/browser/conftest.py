# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The editors' pages served and visited. The chat page has its own, smaller server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .editor_site import TODAY, Site, serving
from .visiting import DESK, Visit, new_visit

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["bootstrap-italia"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The application with three services in Bergamo, with Bootstrap Italia as `make run` built it or without."""
    build = ROOT / ".build"
    if request.param == "plain":
        build = tmp_path / "build"
    elif not (build / "web" / "vendor").is_dir():
        pytest.skip("Bootstrap Italia is not installed: the pages are tried without it only")
    monkeypatch.setenv("WELFARE_POINT_TODAY", TODAY)
    with serving(tmp_path, build) as running:
        yield running


@pytest.fixture
def visit(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh page; at the end no error may have been logged and no other host asked."""
    width, height = getattr(request, "param", DESK)
    context = browser.new_context(viewport={"width": width, "height": height}, locale="it-IT")
    visit = new_visit(context, site)
    yield visit
    context.close()
    # Answers of 409 and 422 are pages, yet the browser writes a line about them.
    assert [line for line in visit.errors if "(Conflict)" not in line and "(Unprocessable" not in line] == []
