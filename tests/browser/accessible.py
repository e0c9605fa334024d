# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page must pass in every state: axe-core, and HTML CodeSniffer, the engine that pa11y has of its own.

pa11y opens a page, puts one script into it and asks it for WCAG2AA. Here the same script is put into the page that a
test has open, whatever state it is in, also inside a frame and inside the shadow root of the widget.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Frame, Page

from .editor_site import ROOT

SNIFFER = ROOT / ".build" / "checks" / "node_modules" / "@pa11y" / "html_codesniffer" / "build" / "HTMLCS.js"
NO_SNIFFER = "HTML CodeSniffer is not installed (make dev, with npm): pages are tried with axe only"

SNIFF = """async () => {
  const process = (content) => new Promise((done, failed) => HTMLCS.process("WCAG2AA", content, done, failed));
  const within = (root) => [...root.querySelectorAll("*")]
    .flatMap((node) => node.shadowRoot ? [...node.shadowRoot.children, ...within(node.shadowRoot)] : []);
  const found = [];
  for (const content of [document, ...within(document)]) {
    await process(content);
    for (const { type, code, msg, element } of HTMLCS.getMessages())
      if (type === HTMLCS.ERROR) found.push({ code, msg, html: element.outerHTML?.slice(0, 300) ?? "document" });
  }
  return found;
}"""


@cache
def _script() -> str:
    return SNIFFER.read_text("utf-8")


def sniffed(part: Page | Frame) -> list[dict[str, str]]:
    """The errors of WCAG2AA as pa11y has them: ``code``, ``msg``, ``html``. Warnings and notices are for people."""
    part.evaluate(_script())
    errors: list[dict[str, str]] = part.evaluate(SNIFF)
    return errors


def violations(part: Page | Frame) -> list[dict[str, Any]]:
    """What both find; without HTML CodeSniffer what axe finds."""
    found: list[dict[str, Any]] = Axe().run(part).response["violations"]  # type: ignore[arg-type]
    return found + (sniffed(part) if SNIFFER.exists() else [])


def check_accessible(part: Page | Frame, name: str) -> None:
    """No violation in this page or frame as it is now. ``name`` of the state is said when there is one."""
    found = violations(part)
    assert found == [], f"{name}: {json.dumps(found, indent=1, ensure_ascii=False)[:5000]}"
