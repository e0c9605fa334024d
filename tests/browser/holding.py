# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages kept on their way to the assistant, so that a page can be looked at while it waits."""

from __future__ import annotations

from playwright.sync_api import Page, Route


class Held:
    """What these pages send to the chat waits until it is let go.

    A page shows that it waits before the browser tells the test of the message: one that comes
    after the others were let go is let through, too.
    """

    def __init__(self, *pages: Page) -> None:
        self.waiting: list[Route] = []
        self.closed = True
        for page in pages:
            page.route("**/api/v1/chat", self._meet)

    def _meet(self, route: Route) -> None:
        if self.closed:
            self.waiting.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self.closed = False
        while self.waiting:
            self.waiting.pop(0).continue_()
